// An output of a detector as a table: one line per box, one column per attribute.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sprint/tensor.h"
#include "verify/detections/head.h"

namespace sprint::verify {

struct TableShape {
  int64_t pictures = 1, lines = 0, columns = 1;

  friend bool operator==(const TableShape&, const TableShape&) = default;
};

// Layout::rows: [lines, columns] or [pictures, ..., columns]; Layout::columns: [columns, lines] or
// [pictures, columns, ...]; what stands between counts lines. Nothing below two dimensions.
std::optional<TableShape> table_shape(const Tensor& tensor, Layout layout);

// The same for attributes of the boxes of a table: a tensor of pictures * lines elements, whatever
// its dimensions, has one column. Nothing where the lines are others.
std::optional<TableShape> attribute_shape(const Tensor& tensor, Layout layout,
                                          const TableShape& boxes);

class Table {
 public:
  // Requires a shape of the functions above for this tensor and layout.
  Table(const Tensor& tensor, Layout layout, const TableShape& shape)
      : values_(to_floats(tensor)), shape_(shape), transposed_(layout == Layout::columns) {}

  const TableShape& shape() const { return shape_; }
  int64_t pictures() const { return shape_.pictures; }
  int64_t lines() const { return shape_.lines; }
  int64_t columns() const { return shape_.columns; }

  float at(int64_t picture, int64_t line, int64_t column) const {
    const int64_t place = transposed_ ? (picture * shape_.columns + column) * shape_.lines + line
                                      : (picture * shape_.lines + line) * shape_.columns + column;
    return values_[static_cast<size_t>(place)];
  }

 private:
  std::vector<float> values_;
  TableShape shape_;
  bool transposed_;
};

}  // namespace sprint::verify
