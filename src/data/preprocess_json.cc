#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "data/strict_json.h"
#include "sprint/preprocess.h"

namespace sprint {
namespace {

using namespace data;

// Keys in the order given, numbers with the digits of a float.
using Json = nlohmann::basic_json<nlohmann::ordered_map, std::vector, std::string, bool, int64_t,
                                  uint64_t, float>;

constexpr int kMaxSide = 1 << 16;

constexpr std::array<NamedValue<ResizeMethod>, 3> kResizeMethods{
    {{"area", ResizeMethod::area},
     {"bilinear", ResizeMethod::bilinear},
     {"nearest", ResizeMethod::nearest}}};
constexpr std::array<NamedValue<ColorOrder>, 3> kColorOrders{
    {{"rgb", ColorOrder::rgb}, {"bgr", ColorOrder::bgr}, {"gray", ColorOrder::gray}}};

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
