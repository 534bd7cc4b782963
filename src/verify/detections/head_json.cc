#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "data/strict_json.h"
#include "verify/detections/head.h"

namespace sprint::verify {
namespace {

using Json = nlohmann::ordered_json;
using data::NamedValue;

constexpr int64_t kMostColumns = int64_t{1} << 20, kMostBoxes = 100'000;

constexpr NamedValue<BoxFormat> kFormats[] = {{"xyxy", BoxFormat::xyxy},
                                              {"yxyx", BoxFormat::yxyx},
                                              {"cxcywh", BoxFormat::cxcywh},
                                              {"xywh", BoxFormat::xywh}};
constexpr NamedValue<BoxUnit> kUnits[] = {{"normalized", BoxUnit::normalized},
                                          {"pixels", BoxUnit::pixels}};
constexpr NamedValue<Layout> kLayouts[] = {{"rows", Layout::rows}, {"columns", Layout::columns}};
constexpr NamedValue<Activation> kActivations[] = {
    {"none", Activation::none}, {"sigmoid", Activation::sigmoid}, {"softmax", Activation::softmax}};

void read(const Json& value, std::string& to) {
  to = data::read_string(value);
  if (to.empty()) fail("expected the name of an output, got \"\"");
}

void read(const Json& value, int64_t& to) {
  const bool fits = value.is_number_integer() && value >= 0 && value <= kMostColumns;
  if (!fits)
    fail("expected a whole number from 0 to {}, got {}", kMostColumns, data::text_of(value));
  to = value.get<int64_t>();
}

void read(const Json& value, std::optional<int64_t>& to) { read(value, to.emplace()); }

void read(const Json& value, double& to) {
  const bool fits = value.is_number() && value >= 0 && value <= 1;
  if (!fits) fail("expected a number from 0 to 1, got {}", data::text_of(value));
  to = value.get<double>();
}

void read(const Json& value, bool& to) {
  if (!value.is_boolean()) fail("expected true or false, got {}", data::text_of(value));
  to = value.get<bool>();
}

void read(const Json& value, BoxFormat& to) {
  to = data::find_named(kFormats, data::read_string(value), "format").value;
}
void read(const Json& value, BoxUnit& to) {
  to = data::find_named(kUnits, data::read_string(value), "unit").value;
}
void read(const Json& value, Layout& to) {
  to = data::find_named(kLayouts, data::read_string(value), "layout").value;
}
void read(const Json& value, Activation& to) {
  to = data::find_named(kActivations, data::read_string(value), "activation").value;
}

Json write(BoxFormat value) { return data::name_of(kFormats, value); }
Json write(BoxUnit value) { return data::name_of(kUnits, value); }
Json write(Layout value) { return data::name_of(kLayouts, value); }
Json write(Activation value) { return data::name_of(kActivations, value); }
Json write(const std::optional<int64_t>& value) { return value ? Json(*value) : Json(); }
template <typename T>
Json write(const T& value) {
  return value;
}

struct Field {
  std::string_view name;
  void (*read)(const Json&, Head&);
  void (*add)(Json&, std::string_view name, const Head&, const Head& defaults);
};

// The field of Head that a key holds.
template <auto member>
constexpr Field field(std::string_view name) {
  return {name, [](const Json& value, Head& head) { read(value, head.*member); },
          [](Json& json, std::string_view key, const Head& head, const Head& defaults) {
            if (head.*member != defaults.*member) json[std::string(key)] = write(head.*member);
          }};
}

constexpr Field kFields[] = {field<&Head::boxes>("boxes"),
                             field<&Head::box_column>("box_column"),
                             field<&Head::format>("format"),
                             field<&Head::unit>("unit"),
                             field<&Head::layout>("layout"),
                             field<&Head::scores>("scores"),
                             field<&Head::score_column>("score_column"),
                             field<&Head::score_layout>("score_layout"),
                             field<&Head::background>("background"),
                             field<&Head::activation>("activation"),
                             field<&Head::objectness>("objectness"),
                             field<&Head::objectness_column>("objectness_column"),
                             field<&Head::classes>("classes"),
                             field<&Head::class_column>("class_column"),
                             field<&Head::count>("count"),
                             field<&Head::selected>("selected"),
                             field<&Head::gathered>("gathered"),
                             field<&Head::score_threshold>("score_threshold"),
                             field<&Head::nms_iou>("nms_iou"),
                             field<&Head::most>("most")};

constexpr const char* kExample =
    R"({"boxes":"boxes","format":"xyxy","unit":"normalized","scores":"scores","background":0})";

void check(const Head& head) {
  if (head.boxes.empty() && head.selected.empty())
    fail("neither 'boxes' nor 'selected' names an output, as in {}", kExample);
  if (head.most < 1 || head.most > kMostBoxes)
    fail("most: expected a whole number from 1 to {}, got {}", kMostBoxes, head.most);
  if (head.activation != Activation::none && head.scores.empty())
    fail("'activation' needs 'scores', the output that it is applied to");
  if (head.background && (head.scores.empty() || !head.classes.empty()))
    fail("'background' is a class of 'scores' and does not go with 'classes'");
  if (!head.objectness.empty() && head.scores.empty())
    fail("'objectness' is a factor of 'scores', which is not given");
}

Head read_head(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) fail("expected a JSON object such as {}", kExample);
  Head head;
  for (const auto& item : json.items()) {
    const Field& field = data::find_named(kFields, item.key(), "key");
    with_context(item.key(), [&] { field.read(item.value(), head); });
  }
  check(head);
  return head;
}

}  // namespace

std::vector<std::string> output_names(const Head& head) {
  std::vector<std::string> names;
  for (const std::string* name :
       {&head.boxes, &head.scores, &head.objectness, &head.classes, &head.count, &head.selected})
    if (!name->empty() && std::ranges::find(names, *name) == names.end()) names.push_back(*name);
  return names;
}

std::string head_to_json(const Head& head) {
  const Head defaults;
  Json json = Json::object();
  for (const Field& field : kFields) field.add(json, field.name, head, defaults);
  return data::text_of(json);
}

Head head_from_json(std::string_view json) {
  return with_context("detections", [&] { return read_head(json); });
}

}  // namespace sprint::verify
