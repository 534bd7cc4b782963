// A long run of bytes made of small copied parts and of views of large ones, to be written in
// order.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace sprint::onnx {

class Pieces {
 public:
  void append(std::string_view text);  // copies
  void append(const Bytes& bytes);     // views what is large, copies what is small
  void append(Pieces pieces);

  size_t size() const { return size_; }
  std::string to_string() const;

  // Calls write(Bytes) with each piece in order.
  template <typename Write>
  void for_each(Write&& write) const {
    for (const Bytes& piece : closed_) write(piece);
    if (!open_.empty()) write(Bytes(open_.data(), open_.size(), nullptr));
  }

 private:
  void close();

  std::vector<Bytes> closed_;
  std::string open_;  // what comes after closed_
  size_t size_ = 0;
};

}  // namespace sprint::onnx
