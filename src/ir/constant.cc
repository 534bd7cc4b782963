#include "ir/constant.h"

#include "base/error.h"
#include "tensor/elements.h"

namespace sprint::ir {

ConstantPtr Constant::make(DType dtype, std::vector<int64_t> dims, Bytes data) {
  Constant constant;
  constant.count_ = element_count(dims);
  const size_t expected = byte_size(dtype, constant.count_);
  if (data.size() != expected) {
    fail("a tensor of type {} and shape {} takes {} bytes, but {} are given", dtype_name(dtype),
         dims_text(dims), expected, data.size());
  }
  constant.dtype_ = dtype;
  constant.dims_ = std::move(dims);
  constant.data_ = std::move(data);
  return std::make_shared<const Constant>(std::move(constant));
}

ConstantPtr Constant::strings(std::vector<int64_t> dims, std::vector<std::string> values) {
  Constant constant;
  constant.count_ = element_count(dims);
  if (static_cast<int64_t>(values.size()) != constant.count_) {
    fail("a tensor of shape {} has {} strings, but {} are given", dims_text(dims), constant.count_,
         values.size());
  }
  constant.dtype_ = DType::string;
  constant.dims_ = std::move(dims);
  constant.strings_ = std::move(values);
  return std::make_shared<const Constant>(std::move(constant));
}

std::vector<int64_t> Constant::to_ints() const { return read_ints(dtype_, data_.span(), count_); }

std::vector<float> Constant::to_floats() const { return read_floats(dtype_, data_.span(), count_); }

Tensor Constant::to_tensor() const {
  if (dtype_ == DType::string) fail("a tensor of strings has no numeric elements");
  Tensor tensor(dtype_, dims_);
  if (!data_.empty()) std::memcpy(tensor.data.data(), data_.data(), data_.size());
  return tensor;
}

ConstantPtr Constant::with_source(const Constant& constant, Bytes source, std::string name,
                                  bool external) {
  Constant copy = constant;
  copy.source_ = std::move(source);
  copy.source_name_ = std::move(name);
  copy.external_ = external;
  return std::make_shared<const Constant>(std::move(copy));
}

void fail_wrong_type(DType expected, DType given) {
  fail("expected elements of type {}, got {}", dtype_name(expected), dtype_name(given));
}

}  // namespace sprint::ir
