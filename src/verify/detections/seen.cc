#include "verify/detections/seen.h"

#include <algorithm>
#include <cmath>

namespace sprint::verify {
namespace {

constexpr float kRounding = 1e-3F;

template <typename Visit>
void for_each_line(const std::vector<Table>& tables, Visit&& visit) {
  for (const Table& table : tables)
    for (int64_t picture = 0; picture < table.pictures(); ++picture)
      for (int64_t line = 0; line < table.lines(); ++line) visit(table, picture, line);
}

}  // namespace

std::vector<Seen> look_at(const Outputs& outputs) {
  std::vector<Seen> all(outputs.specs.size());
  for (size_t i = 0; i < all.size(); ++i) {
    Seen& seen = all[i];
    seen.name = outputs.specs[i].name;
    for (const std::vector<Tensor>& example : outputs.examples) seen.tensors.push_back(&example[i]);
    seen.dtype = seen.tensors[0]->dtype;
    seen.dims = seen.tensors[0]->dims;
    const bool table = std::ranges::all_of(
        seen.tensors, [](const Tensor* tensor) { return tensor->dims.size() > 1; });
    if (table && dtype_bits(seen.dtype) > 0) seen.tables = tables_in(seen, Layout::rows);
  }
  return all;
}

std::vector<Table> tables_in(const Seen& seen, Layout layout) {
  std::vector<Table> tables;
  for (const Tensor* tensor : seen.tensors)
    tables.emplace_back(*tensor, layout, *table_shape(*tensor, layout));
  return tables;
}

std::optional<std::vector<Table>> attributes_in(const Seen& seen, Layout layout,
                                                const std::vector<Table>& boxes) {
  std::vector<Table> tables;
  if (dtype_bits(seen.dtype) == 0) return {};
  for (size_t i = 0; i < boxes.size(); ++i) {
    const auto shape = attribute_shape(*seen.tensors[i], layout, boxes[i].shape());
    if (!shape) return {};
    tables.emplace_back(*seen.tensors[i], layout, *shape);
  }
  return tables;
}

std::vector<float> column_values(const std::vector<Table>& tables, int64_t column) {
  std::vector<float> values;
  for_each_line(tables, [&](const Table& table, int64_t picture, int64_t line) {
    values.push_back(table.at(picture, line, column));
  });
  return values;
}

std::vector<Four> fours(const std::vector<Table>& tables, int64_t column) {
  std::vector<Four> boxes;
  for_each_line(tables, [&](const Table& table, int64_t picture, int64_t line) {
    Four& box = boxes.emplace_back();
    for (int64_t i = 0; i < 4; ++i)
      box[static_cast<size_t>(i)] = table.at(picture, line, column + i);
  });
  return boxes;
}

bool whole_numbers(const std::vector<float>& values) {
  return std::ranges::all_of(values, [](float value) { return value == std::round(value); });
}

bool in_unit_interval(const std::vector<float>& values) {
  return std::ranges::all_of(
      values, [](float value) { return value >= -kRounding && value <= 1 + kRounding; });
}

bool sum_to_one(const std::vector<Table>& tables, int64_t first) {
  size_t lines = 0, unit = 0;
  for_each_line(tables, [&](const Table& table, int64_t picture, int64_t line) {
    float sum = 0;
    for (int64_t column = first; column < table.columns(); ++column)
      sum += table.at(picture, line, column);
    ++lines;
    unit += std::abs(sum - 1) < 10 * kRounding ? 1 : 0;
  });
  return lines > 0 && static_cast<double>(unit) >= 0.99 * static_cast<double>(lines);
}

}  // namespace sprint::verify
