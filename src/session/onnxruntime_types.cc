#include "session/onnxruntime_types.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"

namespace sprint::session {
namespace {

// Indexed by ONNX Runtime's number (enum ONNXTensorElementDataType of its C API, version 1.30; the
// header at hand may be older and end sooner).
constexpr DType kTypes[] = {
    DType::undefined,      DType::float32,      DType::uint8,          DType::int8,
    DType::uint16,         DType::int16,        DType::int32,          DType::int64,
    DType::string,         DType::boolean,      DType::float16,        DType::float64,
    DType::uint32,         DType::uint64,       DType::complex64,      DType::complex128,
    DType::bfloat16,       DType::float8e4m3fn, DType::float8e4m3fnuz, DType::float8e5m2,
    DType::float8e5m2fnuz, DType::uint4,        DType::int4,           DType::float4e2m1,
    DType::uint2,          DType::int2,         DType::float8e8m0,
};

}  // namespace

DType from_onnxruntime(ONNXTensorElementDataType type) {
  const auto index = static_cast<size_t>(type);
  return index < std::size(kTypes) ? kTypes[index] : DType::undefined;
}

ONNXTensorElementDataType to_onnxruntime(DType dtype) {
  const auto* const found = std::ranges::find(kTypes, dtype);
  if (found == std::end(kTypes)) fail("ONNX Runtime has no {}", dtype_name(dtype));
  return static_cast<ONNXTensorElementDataType>(found - kTypes);
}

}  // namespace sprint::session
