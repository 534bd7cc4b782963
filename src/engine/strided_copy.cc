#include "engine/strided_copy.h"

#include <cstring>
#include <memory>

#include "ops/evaluate.h"

namespace sprint::engine {
namespace {

// One run of contiguous bytes.
struct Run {
  size_t from, to;
};

struct Runs {
  std::vector<Run> runs;
  size_t bytes = 0;
};

// Dimensions at the end over which both sides are contiguous make one run.
Runs runs_of(const StridedCopy& copy) {
  size_t outer = copy.dims.size();
  int64_t length = 1;
  while (outer > 0 && (copy.dims[outer - 1] == 1 ||
                       (copy.from[outer - 1] == length && copy.to[outer - 1] == length))) {
    length *= copy.dims[--outer];
  }
  const auto front = [&](const std::vector<int64_t>& all) {
    return std::vector<int64_t>(all.begin(), all.begin() + static_cast<ptrdiff_t>(outer));
  };
  const auto from = ops::positions({front(copy.dims), front(copy.from), copy.from_offset});
  const auto to = ops::positions({front(copy.dims), front(copy.to), copy.to_offset});
  Runs result{{}, static_cast<size_t>(length) * copy.element_bytes};
  for (size_t i = 0; i < from.size(); ++i) {
    result.runs.push_back({static_cast<size_t>(from[i]) * copy.element_bytes,
                           static_cast<size_t>(to[i]) * copy.element_bytes});
  }
  return result;
}

template <typename T>
void copy_elements(const Runs& runs, const std::byte* from, std::byte* to) {
  for (const Run& run : runs.runs) std::memcpy(to + run.to, from + run.from, sizeof(T));
}

void copy_runs(const Runs& runs, const std::byte* from, std::byte* to) {
  switch (runs.bytes) {
    case 1:
      return copy_elements<uint8_t>(runs, from, to);
    case 4:
      return copy_elements<uint32_t>(runs, from, to);
    default:
      for (const Run& run : runs.runs) std::memcpy(to + run.to, from + run.from, runs.bytes);
  }
}

}  // namespace

std::function<void(const Memory&)> strided_copy(const StridedCopy& copy, OperandId from,
                                                OperandId to) {
  auto runs = std::make_shared<const Runs>(runs_of(copy));
  return [=](const Memory& memory) {
    copy_runs(*runs, memory.data<const std::byte>(from), memory.data<std::byte>(to));
  };
}

}  // namespace sprint::engine
