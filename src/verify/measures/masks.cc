// The class of every pixel.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.h"
#include "ir/model.h"
#include "verify/measures/axes.h"
#include "verify/measures/kinds.h"
#include "verify/measures/map_view.h"
#include "verify/measures/origin.h"

namespace sprint::verify {
namespace {

bool is_integer(const Tensor& tensor) {
  return tensor.dtype == DType::int64 || tensor.dtype == DType::int32 ||
         tensor.dtype == DType::uint8 || tensor.dtype == DType::int8 ||
         tensor.dtype == DType::boolean;
}

size_t sides_above_one(const Tensor& tensor) {
  return static_cast<size_t>(
      std::ranges::count_if(tensor.dims, [](int64_t dim) { return dim > 1; }));
}

struct Overlap {
  size_t base = 0, candidate = 0, both = 0;

  double iou() const {
    const size_t either = base + candidate - both;
    return either == 0 ? 1 : static_cast<double>(both) / static_cast<double>(either);
  }
};

using Overlaps = std::map<int64_t, Overlap>;  // by class

double mean_iou(const Overlaps& overlaps) {
  double sum = 0;
  for (const auto& [name, overlap] : overlaps) sum += overlap.iou();
  return overlaps.empty() ? 1 : sum / static_cast<double>(overlaps.size());
}

class Masks : public OutputMeasure {
 public:
  // `axis`: of the classes; nothing where the output holds the classes themselves, or scores of one
  // class, which are cut at the threshold.
  Masks(const Evidence& evidence, Claim claim, std::optional<size_t> axis)
      : evidence_(evidence), claim_(std::move(claim)), axis_(axis) {}

  double add(const Sample&, Tensors base, Tensors candidate) override {
    require_same_shapes(evidence_, claim_, base, candidate);
    const Overlaps sample = overlaps_of(*base[0], *candidate[0]);
    for (const auto& [name, overlap] : sample) {
      Overlap& sum = overlaps_[name];
      sum.base += overlap.base;
      sum.candidate += overlap.candidate;
      sum.both += overlap.both;
    }
    return 1 - mean_iou(sample);
  }

  Shown show(const Sample&, Tensors base, Tensors candidate) const override {
    Shown shown{fmt::format("mean IoU {:.3f}", mean_iou(overlaps_of(*base[0], *candidate[0]))), {}};
    std::vector<size_t> sides;
    for (size_t i = 0; i < base[0]->dims.size(); ++i)
      if (base[0]->dims[i] > 1 && i != axis_)
        sides.push_back(static_cast<size_t>(base[0]->dims[i]));
    if (sides.size() != 2) return shown;
    const std::vector<int64_t> x = classes_of(*base[0]), y = classes_of(*candidate[0]);
    const auto cell = [width = sides[1]](const std::vector<int64_t>& classes) {
      return [&classes, width](size_t row, size_t column) {
        return static_cast<uint8_t>(classes[row * width + column]);
      };
    };
    shown.view = make_map({sides[0], sides[1]}, true, cell(x), cell(y));
    return shown;
  }

  OutputQuality finish() const override {
    OutputQuality quality;
    quality.measure = Measure::masks;
    quality.metrics = {{.name = "iou",
                        .label = "mean IoU",
                        .value = mean_iou(overlaps_),
                        .higher_is_better = true,
                        .ideal = 1,
                        .detail = worst_class()}};
    constexpr size_t kFewest = 100;  // pixels that no change of an outline explains
    for (const auto& [name, overlap] : overlaps_)
      if (overlap.base >= kFewest && overlap.both == 0)
        quality.faults.push_back(fmt::format("class {} is dead: none of its {} pixels is found",
                                             class_name(name), overlap.base));
    return quality;
  }

 private:
  std::string class_name(int64_t index) const {
    const auto at = static_cast<size_t>(index);
    return index >= 0 && at < evidence_.class_names.size() ? evidence_.class_names[at]
                                                           : std::to_string(index);
  }

  std::string worst_class() const {
    const auto worst = std::ranges::min_element(
        overlaps_, {}, [](const auto& entry) { return entry.second.iou(); });
    return worst == overlaps_.end() ? ""
                                    : fmt::format("worst: class {}, {:.3f}",
                                                  class_name(worst->first), worst->second.iou());
  }

  // The class of every pixel, row by row.
  std::vector<int64_t> classes_of(const Tensor& tensor) const {
    const std::vector<float> values = to_floats(tensor);
    std::vector<int64_t> classes;
    if (!axis_) {
      const double threshold = claim_.threshold.value_or(0.5);
      for (const float value : values)
        classes.push_back(is_integer(tensor) ? static_cast<int64_t>(value)
                                             : int64_t{value >= threshold});
      return classes;
    }
    const Axis axis = axis_of(tensor.dims, *axis_);
    for (size_t line = 0; line < axis.lines(); ++line) {
      size_t best = 0;
      const size_t start = axis.start(line);
      for (size_t i = 1; i < axis.size; ++i)
        if (values[start + i * axis.inner_count] > values[start + best * axis.inner_count])
          best = i;
      classes.push_back(static_cast<int64_t>(best));
    }
    return classes;
  }

  Overlaps overlaps_of(const Tensor& base, const Tensor& candidate) const {
    const std::vector<int64_t> x = classes_of(base), y = classes_of(candidate);
    Overlaps overlaps;
    for (size_t i = 0; i < x.size(); ++i) {
      ++overlaps[x[i]].base;
      ++overlaps[y[i]].candidate;
      if (x[i] == y[i]) ++overlaps[x[i]].both;
    }
    return overlaps;
  }

  const Evidence& evidence_;
  const Claim claim_;
  const std::optional<size_t> axis_;
  Overlaps overlaps_;
};

// By the user's word: the distribution's axis, else that of channels where there are several.
std::optional<size_t> class_axis(const Evidence& evidence, size_t output) {
  const Tensor& example = evidence.examples[0][output];
  if (is_integer(example) || sides_above_one(example) < 3) return {};
  if (const auto found = distribution_of(evidence, output)) return found->axis;
  return part_axis_of(evidence, output);
}

std::vector<Claim> recognize(const Evidence& evidence, std::span<const size_t> open) {
  std::vector<Claim> claims;
  for (const size_t output : open) {
    const Tensor& example = evidence.examples[0][output];
    const auto origin = origin_of(evidence.model.ir().graph, evidence.outputs[output].name);
    if (is_integer(example) && sides_above_one(example) >= 2 && origin &&
        origin->op_type == "ArgMax") {
      claims.push_back({{output}, "it comes from ArgMax over a map", {}});
      continue;
    }
    if (example.dims.size() < 4 || sides_above_one(example) < 3) continue;
    if (const auto found = distribution_of(evidence, output))
      claims.push_back(
          {{output},
           fmt::format("it is a distribution over the {} classes of axis {} for every pixel",
                       example.dims[found->axis], found->axis),
           {}});
  }
  return claims;
}

std::unique_ptr<OutputMeasure> make(const Evidence& evidence, const Claim& claim) {
  const size_t output = claim.outputs[0];
  const Tensor& example = evidence.examples[0][output];
  if (sides_above_one(example) < 2)
    fail_usage("--quality: output '{}' of shape {} is no map of pixels",
               evidence.outputs[output].name, dims_text(example.dims));
  return std::make_unique<Masks>(evidence, claim, class_axis(evidence, output));
}

}  // namespace

MeasureKind masks_kind() { return {Measure::masks, false, recognize, make}; }

}  // namespace sprint::verify
