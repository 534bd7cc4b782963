// A read-only run of bytes together with whatever keeps it alive: a mapped file, an owned buffer,
// or nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace sprint {

class Bytes {
 public:
  Bytes() = default;

  // A view of `size` bytes at `data`, which `owner` keeps alive (null: the caller guarantees it).
  Bytes(const void* data, size_t size, std::shared_ptr<const void> owner)
      : data_(static_cast<const std::byte*>(data)), size_(size), owner_(std::move(owner)) {}

  // Takes over the elements of `values`.
  template <typename T>
  static Bytes own(std::vector<T> values) {
    auto owner = std::make_shared<const std::vector<T>>(std::move(values));
    return {owner->data(), owner->size() * sizeof(T), owner};
  }

  static Bytes copy(const void* data, size_t size) {
    auto* first = static_cast<const std::byte*>(data);
    return own(std::vector<std::byte>(first, first + size));
  }

  const std::byte* data() const { return data_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::span<const std::byte> span() const { return {data_, size_}; }
  std::string_view text() const { return {reinterpret_cast<const char*>(data_), size_}; }
  const std::shared_ptr<const void>& owner() const { return owner_; }

  // The part [offset, offset + size), sharing the owner. Requires offset + size <= this->size().
  Bytes part(size_t offset, size_t size) const { return {data_ + offset, size, owner_}; }

  friend bool operator==(const Bytes& a, const Bytes& b) {
    return a.size_ == b.size_ && (a.size_ == 0 || std::memcmp(a.data_, b.data_, a.size_) == 0);
  }

 private:
  const std::byte* data_ = nullptr;
  size_t size_ = 0;
  std::shared_ptr<const void> owner_;
};

}  // namespace sprint
