#include "base/fresh_bytes.h"

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace sprint {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kBlock = 4 * kHugePage;
constexpr size_t kLeastShare = size_t{64} << 10;
constexpr size_t kCacheLine = 64;

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

// Cuts runs from a block, one behind the other, and takes a new block where one is full or gone.
// It keeps no block alive itself.
class SharedBlocks {
 public:
  FreshBytes cut(size_t size) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<const void> owner = owner_.lock();
    if (!owner || rest_.size() < size) {
      const FreshBytes block = map_huge(kBlock);
      owner = block.bytes.owner();
      owner_ = owner;
      rest_ = block.writable;
    }
    const std::span<std::byte> run = rest_.first(size);
    rest_ =
        rest_.subspan(std::min(rest_.size(), (size + kCacheLine - 1) / kCacheLine * kCacheLine));
    return {Bytes(run.data(), size, std::move(owner)), run};
  }

 private:
  std::mutex mutex_;
  std::weak_ptr<const void> owner_;
  std::span<std::byte> rest_;
};

}  // namespace

FreshBytes fresh_bytes(size_t size) {
  if (size >= kHugePage) return map_huge(size);
  static std::atomic<size_t> asked_for = 0;
  if (size >= kLeastShare && asked_for.fetch_add(size) >= kHugePage) {
    static SharedBlocks blocks;
    return blocks.cut(size);
  }
  auto owner = std::make_shared<std::vector<std::byte>>(size);
  return {Bytes(owner->data(), size, owner), {owner->data(), size}};
}

}  // namespace sprint
