#include "watch/settings/fields.h"

#include <strings.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "base/error.h"

namespace sprint::watch {
namespace {

using Kind = LocatedJson::Kind;

[[noreturn]] void fail_expected(const std::string& limits, const LocatedJson& value) {
  fail("expected {}, got {}", limits, value.shown());
}

double number_of(const LocatedJson& value) {
  if (const auto* whole = std::get_if<int64_t>(&value.scalar)) return static_cast<double>(*whole);
  return std::get<double>(value.scalar);
}

// `settings` itself or the region in it.
template <typename Owner, typename AnySettings>
Owner& owner(AnySettings& settings) {
  if constexpr (std::is_same_v<std::remove_const_t<Owner>, Region>) {
    return settings.region;
  } else {
    return settings;
  }
}

}  // namespace

std::string read_text(const LocatedJson& value, Empty empty, const std::string& limits) {
  const bool null_for_empty = value.kind == Kind::null && empty == Empty::allowed;
  const std::string* text = std::get_if<std::string>(&value.scalar);
  const bool fits = text != nullptr && text->find('\0') == std::string::npos &&
                    (!text->empty() || empty == Empty::allowed);
  if (!fits && !null_for_empty) fail_expected(limits, value);
  return null_for_empty ? "" : *text;
}

void TextField::read(const LocatedJson& value, Settings& settings) const {
  std::string text = read_text(value, empty, limits());
  if (meaning == TextMeaning::path) std::replace(text.begin(), text.end(), '\\', '/');
  settings.*member = std::move(text);
}
std::string TextField::limits() const {
  return fmt::format("{}, {}", meaning == TextMeaning::path ? "a path" : "a text",
                     empty == Empty::allowed ? "may be empty" : "not empty");
}
std::string TextField::written(const Settings& settings) const {
  return json_quoted(settings.*member);
}

void OptionalTextField::read(const LocatedJson& value, Settings& settings) const {
  if (value.kind == Kind::null) {
    settings.*member = std::nullopt;
  } else {
    settings.*member = read_text(value, Empty::refused, limits());
  }
}
std::string OptionalTextField::limits() const { return "a text, not empty, or null"; }
std::string OptionalTextField::written(const Settings& settings) const {
  const std::optional<std::string>& value = settings.*member;
  return value ? json_quoted(*value) : "null";
}

void FlagField::read(const LocatedJson& value, Settings& settings) const {
  if (value.kind != Kind::boolean) fail_expected(limits(), value);
  settings.*member = std::get<bool>(value.scalar);
}
std::string FlagField::limits() const { return "true or false"; }
std::string FlagField::written(const Settings& settings) const {
  return settings.*member ? "true" : "false";
}

template <typename Owner>
void WholeField<Owner>::read(const LocatedJson& value, Settings& settings) const {
  const double number = value.kind == Kind::number ? number_of(value) : NAN;
  if (!(number >= lowest && number <= highest && number == std::floor(number)))
    fail_expected(limits(), value);
  owner<Owner>(settings).*member = static_cast<int>(number);
}

template <typename Owner>
std::string WholeField<Owner>::limits() const {
  return fmt::format("a whole number from {} to {}", lowest, highest);
}

template <typename Owner>
std::string WholeField<Owner>::written(const Settings& settings) const {
  return fmt::format("{}", owner<const Owner>(settings).*member);
}

void NumberField::read(const LocatedJson& value, Settings& settings) const {
  const double number = value.kind == Kind::number ? number_of(value) : NAN;
  const bool fits = number <= highest && (above ? number > lowest : number >= lowest);
  if (!fits) fail_expected(limits(), value);
  settings.*member = number;
}
std::string NumberField::limits() const {
  return above ? fmt::format("a number above {}, at most {}", lowest, highest)
               : fmt::format("a number from {} to {}", lowest, highest);
}
std::string NumberField::written(const Settings& settings) const {
  return fmt::format("{}", settings.*member);
}

template <typename Enum>
void ChoiceField<Enum>::read(const LocatedJson& value, Settings& settings) const {
  const std::string* name = std::get_if<std::string>(&value.scalar);
  for (const auto& choice : choices) {
    if (name == nullptr || name->size() != choice.name.size()) continue;
    if (::strncasecmp(name->data(), choice.name.data(), name->size()) != 0) continue;
    settings.*member = choice.value;
    return;
  }
  fail_expected(limits(), value);
}

template <typename Enum>
std::string ChoiceField<Enum>::limits() const {
  std::string names;
  for (size_t i = 0; i < choices.size(); ++i) {
    names += i == 0 ? "" : i + 1 == choices.size() ? " or " : ", ";
    names += json_quoted(choices[i].name);
  }
  return names;
}

template <typename Enum>
std::string ChoiceField<Enum>::written(const Settings& settings) const {
  const auto chosen = std::find_if(choices.begin(), choices.end(),
                                   [&](const auto& c) { return c.value == settings.*member; });
  return json_quoted(chosen->name);
}

template struct WholeField<Settings>;
template struct WholeField<Region>;
template struct ChoiceField<CaptureBackend>;
template struct ChoiceField<DetectionMethod>;
template struct ChoiceField<LogLevel>;

}  // namespace sprint::watch
