// Changes the settings file, and the files of its profiles, for the page.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "watch/settings.h"

namespace sprint::watch {

// What is wrong with settings.
struct SettingsFault {
  std::string message;      // without the file's name and line
  std::optional<int> line;  // of the text
  std::string key;          // empty: it is not about one
};

struct SettingsText {
  std::string text;
  std::string version;  // changes with the text
};

class SettingsEditor {
 public:
  explicit SettingsEditor(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }

  // Throws Error where the file cannot be read.
  SettingsText read() const;

  // Nothing where load_settings() would take `text`.
  std::optional<SettingsFault> check(const std::string& text) const;

  enum class Written { yes, refused, changed_meanwhile };
  struct Outcome {
    Written written = Written::yes;
    SettingsFault fault = {};  // where it was refused
  };

  // Makes `text` the file if the file is still of `version`. Throws Error where it cannot be
  // written.
  Outcome replace(const std::string& text, const std::string& version) const;

  // Sets keys to values, given as JSON, in the profile of that id, or in the file itself where the
  // id is empty: all of them or none. Comments and other keys stay. Throws Error where there is no
  // such profile or its file cannot be written.
  Outcome set(const std::map<std::string, std::string>& values,
              const std::string& profile_id) const;

 private:
  std::optional<SettingsFault> check_values(const std::map<std::string, std::string>& values) const;
  SettingsFault fault_of(const std::string& message) const;

  std::string path_;
};

}  // namespace sprint::watch
