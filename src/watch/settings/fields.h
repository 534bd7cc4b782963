// The kinds of values that the settings file holds. Each reads itself from JSON, says its limits in
// words and writes itself as JSON.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "watch/settings.h"
#include "watch/settings/located_json.h"

namespace sprint::watch {

// read() of each kind throws Error "expected <limits>, got <value>".

enum class Empty { allowed, refused };   // allowed: null is read as empty
enum class TextMeaning { words, path };  // of a path, '\\' is read as '/'

struct TextField {
  std::string Settings::*member;
  Empty empty;
  TextMeaning meaning = TextMeaning::words;
  void read(const LocatedJson& value, Settings& settings) const;
  std::string limits() const;
  std::string written(const Settings& settings) const;
};

struct OptionalTextField {
  std::optional<std::string> Settings::*member;
  void read(const LocatedJson& value, Settings& settings) const;
  std::string limits() const;
  std::string written(const Settings& settings) const;
};

struct FlagField {
  bool Settings::*member;
  void read(const LocatedJson& value, Settings& settings) const;
  std::string limits() const;
  std::string written(const Settings& settings) const;
};

// Owner: Settings or Region.
template <typename Owner>
struct WholeField {
  int Owner::*member;
  int lowest, highest;
  void read(const LocatedJson& value, Settings& settings) const;
  std::string limits() const;
  std::string written(const Settings& settings) const;
};

struct NumberField {
  double Settings::*member;
  double lowest, highest;
  bool above = false;  // the lowest itself is outside
  void read(const LocatedJson& value, Settings& settings) const;
  std::string limits() const;
  std::string written(const Settings& settings) const;
};

template <typename Enum>
struct NamedChoice {
  std::string_view name;
  Enum value;
};

// One of a few names, in capitals or not.
template <typename Enum>
struct ChoiceField {
  Enum Settings::*member;
  std::span<const NamedChoice<Enum>> choices;
  void read(const LocatedJson& value, Settings& settings) const;
  std::string limits() const;
  std::string written(const Settings& settings) const;
};

using SettingsField = std::variant<TextField, OptionalTextField, FlagField, WholeField<Settings>,
                                   WholeField<Region>, NumberField, ChoiceField<CaptureBackend>,
                                   ChoiceField<DetectionMethod>, ChoiceField<LogLevel>>;

// The text in `value`; of null the empty text where that is allowed. Throws Error "expected
// <limits>, got <value>" where it is another thing.
std::string read_text(const LocatedJson& value, Empty empty, const std::string& limits);

}  // namespace sprint::watch
