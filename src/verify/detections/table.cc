#include "verify/detections/table.h"

namespace sprint::verify {

std::optional<TableShape> table_shape(const Tensor& tensor, Layout layout) {
  const std::vector<int64_t>& dims = tensor.dims;
  if (dims.size() < 2) return {};
  const bool batch = dims.size() > 2;
  TableShape shape;
  shape.pictures = batch ? dims[0] : 1;
  shape.columns = layout == Layout::rows ? dims.back() : dims[batch ? 1 : 0];
  const int64_t rest = shape.pictures * shape.columns;
  shape.lines = rest == 0 ? 0 : tensor.count() / rest;
  return shape;
}

std::optional<TableShape> attribute_shape(const Tensor& tensor, Layout layout,
                                          const TableShape& boxes) {
  if (tensor.count() == boxes.pictures * boxes.lines)
    return TableShape{boxes.pictures, boxes.lines, 1};
  const std::optional<TableShape> shape = table_shape(tensor, layout);
  const bool same = shape && shape->pictures == boxes.pictures && shape->lines == boxes.lines;
  return same ? shape : std::nullopt;
}

}  // namespace sprint::verify
