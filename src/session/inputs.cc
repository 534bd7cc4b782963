#include "session/inputs.h"

#include <algorithm>
#include <random>

#include "base/error.h"
#include "tensor/float16.h"

namespace sprint::session {
namespace {

// "[?, 3, 224, 224]": open dimensions as question marks.
std::string spec_dims_text(const std::vector<int64_t>& dims) {
  std::string text;
  for (const int64_t dim : dims)
    text += (text.empty() ? "" : ", ") + (dim < 0 ? "?" : std::to_string(dim));
  return "[" + text + "]";
}

bool fits(const std::vector<int64_t>& spec, const std::vector<int64_t>& dims) {
  if (spec.empty()) return true;
  return std::equal(spec.begin(), spec.end(), dims.begin(), dims.end(),
                    [](int64_t wanted, int64_t given) { return wanted < 0 || wanted == given; });
}

std::string input_context(const TensorSpec& spec) { return "input '" + spec.name + "'"; }

// Seeded bits; the standard fixes mt19937_64's sequence, but not that of its distributions.
class Bits {
 public:
  explicit Bits(uint64_t seed) : engine_(seed) {}
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
  uint8_t byte() { return static_cast<uint8_t>(engine_() >> 56); }
  uint8_t bit() { return static_cast<uint8_t>(engine_() >> 63); }

 private:
  std::mt19937_64 engine_;
};

template <typename T, typename Draw>
void fill(Tensor& tensor, Draw draw) {
  for (T& value : tensor.as<T>()) value = static_cast<T>(draw());
}

void fill_random(Tensor& tensor, Bits& bits) {
  const auto unit = [&] { return bits.unit(); };
  const auto byte = [&] { return bits.byte(); };
  const auto bit = [&] { return bits.bit(); };
  switch (tensor.dtype) {
    case DType::float32:
      return fill<float>(tensor, unit);
    case DType::float64:
      return fill<double>(tensor, unit);
    case DType::float16:
      return fill<uint16_t>(tensor, [&] { return float_to_half(static_cast<float>(bits.unit())); });
    case DType::uint8:
    case DType::int8:
      return fill<uint8_t>(tensor, byte);
    case DType::boolean:
      return fill<uint8_t>(tensor, bit);
    case DType::uint16:
    case DType::int16:
      return fill<uint16_t>(tensor, bit);
    case DType::uint32:
    case DType::int32:
      return fill<uint32_t>(tensor, bit);
    case DType::uint64:
    case DType::int64:
      return fill<uint64_t>(tensor, bit);
    default:
      fail("cannot make up values of type {}; give the input as a file", dtype_name(tensor.dtype));
  }
}

std::vector<int64_t> input_shape(const TensorSpec& spec, const InputShapes& shapes) {
  const auto given = shapes.find(spec.name);
  if (given == shapes.end()) {
    std::vector<int64_t> dims = spec.dims;
    std::replace_if(
        dims.begin(), dims.end(), [](int64_t dim) { return dim < 0; }, 1);
    return dims;
  }
  check_shape(spec, given->second);
  return given->second;
}

}  // namespace

void check_inputs(const std::vector<TensorSpec>& specs, std::span<const Tensor> tensors) {
  if (tensors.size() != specs.size())
    fail("the model takes {} inputs, got {}", specs.size(), tensors.size());
  for (size_t i = 0; i < specs.size(); ++i) {
    const TensorSpec& spec = specs[i];
    const Tensor& tensor = tensors[i];
    if (tensor.dtype != spec.dtype || !fits(spec.dims, tensor.dims))
      fail("{}: expected {} {}, got {} {}", input_context(spec), dtype_name(spec.dtype),
           spec_dims_text(spec.dims), dtype_name(tensor.dtype), dims_text(tensor.dims));
    if (tensor.data.size() != byte_size(tensor.dtype, tensor.count()))
      fail("{}: {} {} takes {} bytes, the tensor holds {}", input_context(spec),
           dtype_name(tensor.dtype), dims_text(tensor.dims),
           byte_size(tensor.dtype, tensor.count()), tensor.data.size());
  }
}

void check_shape(const TensorSpec& spec, const std::vector<int64_t>& dims) {
  if (!fits(spec.dims, dims)) {
    fail("{}: expected a shape like {}, got {}", input_context(spec), spec_dims_text(spec.dims),
         dims_text(dims));
  }
}

std::string shapes_text(const InputShapes& shapes) {
  std::string text;
  for (const auto& [name, dims] : shapes)
    text += (text.empty() ? "" : ", ") + name + " " + dims_text(dims);
  return text;
}

std::vector<Tensor> random_inputs(const std::vector<TensorSpec>& specs, const InputShapes& shapes,
                                  uint64_t seed) {
  for (const auto& shape : shapes) {
    const std::string& name = shape.first;
    if (std::none_of(specs.begin(), specs.end(),
                     [&](const auto& spec) { return spec.name == name; }))
      fail("the model has no input '{}', for which a shape is given", name);
  }
  Bits bits(seed);
  std::vector<Tensor> tensors;
  for (const TensorSpec& spec : specs) {
    Tensor tensor(spec.dtype, input_shape(spec, shapes));
    with_context(input_context(spec), [&] { fill_random(tensor, bits); });
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

}  // namespace sprint::session
