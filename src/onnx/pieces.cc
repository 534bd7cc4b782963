#include "onnx/pieces.h"

#include <iterator>
#include <utility>

namespace sprint::onnx {
namespace {

constexpr size_t kView = 4096;  // a view costs more than a copy of less

}  // namespace

void Pieces::append(std::string_view text) {
  open_.append(text);
  size_ += text.size();
}

void Pieces::append(const Bytes& bytes) {
  if (bytes.size() < kView) return append(bytes.text());
  close();
  closed_.push_back(bytes);
  size_ += bytes.size();
}

void Pieces::append(Pieces pieces) {
  if (!pieces.closed_.empty()) {
    close();
    closed_.insert(closed_.end(), std::make_move_iterator(pieces.closed_.begin()),
                   std::make_move_iterator(pieces.closed_.end()));
  }
  open_.append(pieces.open_);
  size_ += pieces.size_;
}

void Pieces::close() {
  if (open_.empty()) return;
  closed_.push_back(Bytes::copy(open_.data(), open_.size()));
  open_.clear();
}

std::string Pieces::to_string() const {
  std::string text;
  text.reserve(size_);
  for_each([&](const Bytes& piece) { text.append(piece.text()); });
  return text;
}

}  // namespace sprint::onnx
