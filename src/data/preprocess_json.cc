#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/edit_distance.h"
#include "base/error.h"
#include "sprint/preprocess.h"

namespace sprint {
namespace {

// Keys in the order given, numbers with the digits of a float.
using Json = nlohmann::basic_json<nlohmann::ordered_map, std::vector, std::string, bool, int64_t,
                                  uint64_t, float>;

constexpr int kMaxSide = 1 << 16;

template <typename Enum>
struct NamedValue {
  std::string_view name;
  Enum value;
};

constexpr std::array<NamedValue<ResizeMethod>, 3> kResizeMethods{
    {{"area", ResizeMethod::area},
     {"bilinear", ResizeMethod::bilinear},
     {"nearest", ResizeMethod::nearest}}};
constexpr std::array<NamedValue<ColorOrder>, 3> kColorOrders{
    {{"rgb", ColorOrder::rgb}, {"bgr", ColorOrder::bgr}, {"gray", ColorOrder::gray}}};

// The entry of a table of {name, ...} called `name`; throws Error with the nearest name otherwise.
template <typename Table>
const auto& find_named(const Table& table, std::string_view name, std::string_view what) {
  const auto distance = [&](const auto& entry) {
    return edit_distance(name.substr(0, 64), entry.name);
  };
  const auto* nearest =
      std::min_element(table.begin(), table.end(),
                       [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
  if (nearest->name != name) {
    fail("the {} '{}' is not known; did you mean '{}'?", what, name, nearest->name);
  }
  return *nearest;
}

template <typename Table, typename Enum>
std::string_view name_of(const Table& table, Enum value) {
  return std::find_if(table.begin(), table.end(), [&](const auto& e) { return e.value == value; })
      ->name;
}

std::string text_of(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

int read_side(const Json& value) {
  const bool fits = value.is_number_integer() && value >= 0 && value <= kMaxSide;
  if (!fits) fail("expected a whole number from 0 to {}, got {}", kMaxSide, text_of(value));
  return value.get<int>();
}

float read_number(const Json& value) {
  const bool fits = value.is_number() && std::isfinite(value.get<float>());
  if (!fits) fail("expected a number, got {}", text_of(value));
  return value.get<float>();
}

std::vector<float> read_numbers(const Json& value) {
  if (!value.is_array() || (value.size() != 1 && value.size() != 3)) {
    fail("expected a list of 1 or 3 numbers, got {}", text_of(value));
  }
  std::vector<float> numbers;
  for (const Json& number : value) numbers.push_back(read_number(number));
  return numbers;
}

std::vector<float> read_deviations(const Json& value) {
  std::vector<float> numbers = read_numbers(value);
  if (std::find(numbers.begin(), numbers.end(), 0.0F) != numbers.end()) {
    fail("a standard deviation cannot be 0, got {}", text_of(value));
  }
  return numbers;
}

const std::string& read_string(const Json& value) {
  if (!value.is_string()) fail("expected a text, got {}", text_of(value));
  return value.get_ref<const std::string&>();
}

struct Field {
  std::string_view name;
  void (*read)(const Json&, Preprocess&);
};

constexpr std::array<Field, 6> kFields{{
    {"width", [](const Json& value, Preprocess& spec) { spec.width = read_side(value); }},
    {"height", [](const Json& value, Preprocess& spec) { spec.height = read_side(value); }},
    {"resize",
     [](const Json& value, Preprocess& spec) {
       spec.resize = find_named(kResizeMethods, read_string(value), "resize method").value;
     }},
    {"color",
     [](const Json& value, Preprocess& spec) {
       spec.color = find_named(kColorOrders, read_string(value), "color order").value;
     }},
    {"mean", [](const Json& value, Preprocess& spec) { spec.mean = read_numbers(value); }},
    {"std", [](const Json& value, Preprocess& spec) { spec.std = read_deviations(value); }},
}};

Preprocess read_spec(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) {
    fail("expected a JSON object such as {}", preprocess_to_json(Preprocess{}));
  }
  Preprocess spec;
  for (const auto& item : json.items()) {
    const Field& field = find_named(kFields, item.key(), "key");
    with_context(item.key(), [&] { field.read(item.value(), spec); });
  }
  return spec;
}

}  // namespace

std::string preprocess_to_json(const Preprocess& spec) {
  return Json{{"width", spec.width},
              {"height", spec.height},
              {"resize", name_of(kResizeMethods, spec.resize)},
              {"color", name_of(kColorOrders, spec.color)},
              {"mean", spec.mean},
              {"std", spec.std}}
      .dump();
}

Preprocess preprocess_from_json(std::string_view json) {
  return with_context("preprocess spec", [&] { return read_spec(json); });
}

}  // namespace sprint
