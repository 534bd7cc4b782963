#include "base/fresh_bytes.h"

#include <sys/mman.h>

#include <memory>
#include <new>
#include <vector>

namespace sprint {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;

struct Unmap {
  void* mapped;
  size_t size;
  void operator()(const void* /*data*/) const { ::munmap(mapped, size); }
};

FreshBytes map_huge(size_t size) {
  const size_t mapped_size = size + kHugePage;
  void* mapped =
      ::mmap(nullptr, mapped_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  const size_t skipped = -reinterpret_cast<uintptr_t>(mapped) % kHugePage;
  auto* data = static_cast<std::byte*>(mapped) + skipped;
  ::madvise(data, size, MADV_HUGEPAGE);  // refused: small pages do as well
  std::shared_ptr<const void> owner(data, Unmap{mapped, mapped_size});
  return {Bytes(data, size, std::move(owner)), {data, size}};
}

}  // namespace

FreshBytes fresh_bytes(size_t size) {
  if (size >= kHugePage) return map_huge(size);
  auto owner = std::make_shared<std::vector<std::byte>>(size);
  return {Bytes(owner->data(), size, owner), {owner->data(), size}};
}

}  // namespace sprint
