#include "engine/lower/integer_product.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "kernels/reference_stage.h"

namespace sprint::engine {
namespace {

constexpr bool is_int8(int32_t value) { return value >= -128 && value <= 127; }

Bytes less_128(const ir::Elements<uint8_t>& values) {
  std::vector<int8_t> result(values.size());
  std::ranges::transform(values, result.begin(),
                         [](uint8_t value) { return static_cast<int8_t>(value - 128); });
  return Bytes::own(std::move(result));
}

// The sums of all filters and of the one of ones behind them, into an image of its own.
kernels::Image<int32_t> run_sums(const IntegerProduct& product, Isa isa,
                                 const kernels::Image<const uint8_t>& input, int32_t height,
                                 int32_t width, int32_t* sums) {
  const int32_t channels = product.packed.shape.out_channels;
  const kernels::Image<int32_t> image{sums,    height, width, channels, ptrdiff_t{channels} * width,
                                      channels};
  kernels::conv_u8s8_kernel(isa).to_int(product.packed, input, image);
  return image;
}

// store(pixel of the output, c, sum) for every element.
template <typename T, typename Store>
void finish(const IntegerProduct& product, const kernels::Image<int32_t>& sums,
            const kernels::Image<T>& output, const Store& store) {
  const int32_t channels = product.channels();
  for (int32_t y = 0; y < output.height; ++y) {
    for (int32_t x = 0; x < output.width; ++x) {
      const int32_t* from = sums.data + y * sums.row_stride + x * sums.pixel_stride;
      T* to = output.data + y * output.row_stride + x * output.pixel_stride;
      for (int32_t c = 0; c < channels; ++c) {
        store(to, c, from[c] - product.beyond[static_cast<size_t>(c)] * from[channels]);
      }
    }
  }
}

}  // namespace

IntegerWeights IntegerWeights::part(size_t first, size_t count) const {
  const size_t size = data.size() / std::max<size_t>(1, zero_points.size());
  const auto zero = zero_points.begin() + static_cast<ptrdiff_t>(first);
  return {data.part(first * size, count * size), {zero, zero + static_cast<ptrdiff_t>(count)}};
}

IntegerWeights read_integer_weights(const Lowering& plan, const ir::Node& node, size_t index,
                                    size_t zero_index, size_t channels) {
  const ir::Constant& constant = plan.constant(node, index);
  if (constant.dtype() != DType::int8 && constant.dtype() != DType::uint8) {
    fail("weights are {}; the native runtime takes int8 or uint8", dtype_name(constant.dtype()));
  }
  const bool is_signed = constant.dtype() == DType::int8;
  const int32_t shift = is_signed ? 0 : 128;
  IntegerWeights weights{is_signed ? constant.data() : less_128(constant.as<uint8_t>()), {}};
  std::vector<int64_t> zero_points{0};
  if (node.input(zero_index) != ir::kNoValue) {
    zero_points = plan.constant(node, zero_index).to_ints();
  }
  if (zero_points.size() == 1) zero_points.resize(channels, zero_points[0]);
  if (zero_points.size() != channels) {
    fail("input {} has {} zero points for {} channels", zero_index, zero_points.size(), channels);
  }
  for (const int64_t zero : zero_points) {
    weights.zero_points.push_back(static_cast<int32_t>(zero) - shift);
  }
  return weights;
}

std::optional<IntegerWeights> centered(const IntegerWeights& weights) {
  const auto is_zero = [](int32_t zero_point) { return zero_point == 0; };
  if (std::ranges::all_of(weights.zero_points, is_zero)) return weights;
  const std::span<const int8_t> values = weights.values();
  const size_t size = values.size() / weights.zero_points.size();
  std::vector<int8_t> result(values.size());
  for (size_t i = 0; i < result.size(); ++i) {
    const int32_t value = values[i] - weights.zero_points[i / size];
    if (!is_int8(value)) return std::nullopt;
    result[i] = static_cast<int8_t>(value);
  }
  return IntegerWeights{Bytes::own(std::move(result)),
                        std::vector<int32_t>(weights.zero_points.size())};
}

// Modulo 2^32, as the kernels' own sums.
void IntegerProduct::set_zero_point(int32_t zero_point, std::span<const int32_t> bias) {
  for (size_t c = 0; c < weight_sums.size(); ++c) {
    const auto correction =
        static_cast<uint32_t>(-zero_point) * static_cast<uint32_t>(weight_sums[c]);
    // The filter of ones has no bias, nor have the channels that fill a block.
    const auto own = c < bias.size() ? static_cast<uint32_t>(bias[c]) : 0;
    packed.bias[c] = static_cast<int32_t>(correction + own);
  }
}

IntegerProduct pack_integer_product(kernels::ConvShape shape, const IntegerWeights& weights,
                                    bool dense_pixels) {
  if (shape.in_channels == 0) fail("the native runtime has no integer sums of no elements");
  IntegerProduct product;
  // With the zero point -1 the packed bias is the sum of a channel's weights.
  const auto pack = [&](std::span<const int8_t> values) {
    product.packed = kernels::pack_conv_u8s8(shape, values, {}, -1, dense_pixels);
    product.weight_sums = product.packed.bias;
    product.set_zero_point(0);
  };
  if (const auto direct = centered(weights)) {
    pack(direct->values());
    return product;
  }
  std::vector<int8_t> values(weights.values().begin(), weights.values().end());
  values.resize(values.size() + values.size() / weights.zero_points.size(), 1);
  ++shape.out_channels;
  product.beyond = weights.zero_points;
  pack(values);
  return product;
}

RunScale::RunScale(const Lowering& plan, OperandId factor, OperandId factors, OperandId offsets,
                   int32_t channels)
    : factor_(factor), factors_(factors), offsets_(offsets), channels_(size_t(channels)) {
  for (const OperandId id : operands()) {
    const int64_t count = plan[id].count();
    const bool fits =
        id == factor ? count == 1 : count == channels || (id == factors && count == 1);
    if (fits && plan[id].dtype == DType::float32) continue;
    fail("'{}' is {} of shape {}; expected float32, {} of it", plan[id].name,
         dtype_name(plan[id].dtype), dims_text(plan[id].dims), id == factor ? 1 : channels);
  }
  per_channel_ = factors != kNoOperand && plan[factors].count() > 1;
  multiplier_.assign(channels_ + kernels::kReadSlack / sizeof(float), 1.0F);
  if (offsets != kNoOperand) offset_.assign(multiplier_.size(), 0.0F);
}

std::vector<OperandId> RunScale::operands() const {
  std::vector<OperandId> result;
  for (const OperandId id : {factor_, factors_, offsets_}) {
    if (id != kNoOperand) result.push_back(id);
  }
  return result;
}

void RunScale::read(const Memory& memory) {
  const float factor = factor_ == kNoOperand ? 1.0F : *memory.data<const float>(factor_);
  for (size_t c = 0; c < channels_ && factors_ != kNoOperand; ++c) {
    multiplier_[c] = factor * memory.data<const float>(factors_)[per_channel_ ? c : 0];
  }
  if (offsets_ != kNoOperand) {
    std::copy_n(memory.data<const float>(offsets_), channels_, offset_.data());
  }
}

FloatScale RunScale::from(int32_t first) const {
  return {multiplier_.data() + first, offset_.empty() ? nullptr : offset_.data() + first};
}

void run_product(const IntegerProduct& product, Isa isa, const kernels::Image<const uint8_t>& input,
                 const kernels::Image<int32_t>& output, int32_t* sums) {
  if (product.beyond.empty()) {
    kernels::conv_u8s8_kernel(isa).to_int(product.packed, input, output);
    return;
  }
  finish(product, run_sums(product, isa, input, output.height, output.width, sums), output,
         [](int32_t* to, int32_t c, int32_t sum) { to[c] = sum; });
}

void run_product(const IntegerProduct& product, Isa isa, const kernels::Image<const uint8_t>& input,
                 const kernels::Image<float>& output, const FloatScale& scale, int32_t* sums) {
  if (product.beyond.empty()) {
    kernels::conv_u8s8_kernel(isa).to_float(product.packed, input, output, scale.multiplier,
                                            scale.offset);
    return;
  }
  finish(product, run_sums(product, isa, input, output.height, output.width, sums), output,
         [&](float* to, int32_t c, int32_t sum) {
           const float scaled = static_cast<float>(sum) * scale.multiplier[c];
           to[c] = scale.offset == nullptr ? scaled : scaled + scale.offset[c];
         });
}

void run_product(const IntegerProduct& product, Isa isa, const kernels::Image<const uint8_t>& input,
                 const kernels::Image<uint8_t>& output, const kernels::OutputStage& stage,
                 int32_t* sums) {
  if (product.beyond.empty()) {
    kernels::conv_u8s8_kernel(isa).to_u8(product.packed, input, output, stage);
    return;
  }
  finish(product, run_sums(product, isa, input, output.height, output.width, sums), output,
         [&](uint8_t* to, int32_t c, int32_t sum) {
           to[c] = static_cast<uint8_t>(kernels::first_stage(stage, sum, c));
         });
}

}  // namespace sprint::engine
