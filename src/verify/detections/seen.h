// What a few samples show of one output. For recognise.cc and the files of its kinds of heads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "verify/detections/recognise.h"
#include "verify/detections/table.h"

namespace sprint::verify {

// One output, its values over all examples as one table per example.
struct Seen {
  std::string name;
  DType dtype = DType::undefined;
  std::vector<int64_t> dims;           // of the first example
  std::vector<const Tensor*> tensors;  // by example
  std::vector<Table> tables;           // by example, as rows; none below two dimensions

  bool integer() const { return dtype == DType::int32 || dtype == DType::int64; }
  bool floating() const { return dtype == DType::float32 || dtype == DType::float16; }
  // Of the first example; 0 where there is no table.
  int64_t columns() const { return tables.empty() ? 0 : tables[0].columns(); }
};

// One per output, in the order of the specs.
std::vector<Seen> look_at(const Outputs& outputs);

// The tables of `seen` in the layout given. Requires two dimensions in every example.
std::vector<Table> tables_in(const Seen& seen, Layout layout);

// Of every example: `seen` as attributes of the lines of `boxes`. Nothing where one does not fit.
std::optional<std::vector<Table>> attributes_in(const Seen& seen, Layout layout,
                                                const std::vector<Table>& boxes);

// Attribute `column` of every line of every example.
std::vector<float> column_values(const std::vector<Table>& tables, int64_t column);

// Attributes `column` to `column` + 3.
std::vector<Four> fours(const std::vector<Table>& tables, int64_t column);

bool whole_numbers(const std::vector<float>& values);
// In [0, 1], within rounding.
bool in_unit_interval(const std::vector<float>& values);

// Whether the attributes from `first` on sum to 1 in nearly every line, as after Softmax.
bool sum_to_one(const std::vector<Table>& tables, int64_t first);

}  // namespace sprint::verify
