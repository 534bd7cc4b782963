// Reading JSON that users write: what is not known is an error that names the nearest known.
#pragma once

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/edit_distance.h"
#include "base/error.h"

namespace sprint::data {

// An entry of a table that gives the values of an enumeration their names.
template <typename Enum>
struct NamedValue {
  std::string_view name;
  Enum value;
};

// The entry of a table of {name, ...} called `name`; throws Error with the nearest name otherwise.
template <typename Table>
const auto& find_named(const Table& table, std::string_view name, std::string_view what) {
  const auto distance = [&](const auto& entry) {
    return edit_distance(name.substr(0, 64), entry.name);
  };
  const auto nearest =
      std::min_element(std::begin(table), std::end(table),
                       [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
  if (nearest->name != name)
    fail("the {} '{}' is not known; did you mean '{}'?", what, name, nearest->name);
  return *nearest;
}

template <typename Table, typename Enum>
std::string_view name_of(const Table& table, Enum value) {
  return std::find_if(std::begin(table), std::end(table),
                      [&](const auto& entry) { return entry.value == value; })
      ->name;
}

// As it stands in messages; bytes that are no UTF-8 are replaced.
template <typename Json>
std::string text_of(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Throws Error where `value` is no text.
template <typename Json>
const std::string& read_string(const Json& value) {
  if (!value.is_string()) fail("expected a text, got {}", text_of(value));
  return value.template get_ref<const std::string&>();
}

}  // namespace sprint::data
