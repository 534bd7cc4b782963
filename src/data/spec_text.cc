#include "data/spec_text.h"

#include <fmt/format.h>

namespace sprint::data {

std::string spec_text(DType dtype, std::span<const int64_t> dims) {
  std::string text;
  for (const int64_t dim : dims) {
    text += (text.empty() ? "" : ", ") + (dim < 0 ? "?" : fmt::format("{}", dim));
  }
  return fmt::format("{} [{}]", dtype_name(dtype), text);
}

}  // namespace sprint::data
