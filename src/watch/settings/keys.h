// The table of keys of the settings file: it drives reading, messages, the commented file and
// docs/settings.md.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "watch/settings/fields.h"

namespace sprint::watch {

struct SettingsKey {
  std::string_view name;
  SettingsField field;
  std::string_view description;  // one line

  // "a whole number from 1 to 20".
  std::string limits() const;
  // The value in `settings` as JSON.
  std::string written(const Settings& settings) const;
};

std::span<const SettingsKey> settings_keys();

// A key of the Python application that means nothing here.
struct IgnoredKey {
  std::string_view name;    // or the start of it, with '*' at its end
  std::string_view reason;  // why it is not needed: the rest of a sentence "it is not used: ..."
};

std::span<const IgnoredKey> ignored_keys();

// Nothing where there is none of that name.
const SettingsKey* find_settings_key(std::string_view name);
const IgnoredKey* find_ignored_key(std::string_view name);

// The one of `known`, which is not empty, that takes the fewest edits to make of `name`.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known);

}  // namespace sprint::watch
