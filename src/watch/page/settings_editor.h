// Changes the settings file, and the files of its profiles, for the page.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sprint/session.h"
#include "watch/settings.h"

namespace sprint::watch {

// What is wrong with settings.
struct SettingsFault {
  std::string message;      // without the file's name and line
  std::optional<int> line;  // of the text
  std::string key;          // empty: it is not about one
};
using SettingsFaults = std::vector<SettingsFault>;

struct SettingsText {
  std::string text;
  std::string version;  // changes with the text
};

// Writes nothing that check() or check_values() finds fault with: a watcher takes all that is
// saved.
class SettingsEditor {
 public:
  // `runtime`: that models have to load in.
  SettingsEditor(std::string path, Runtime runtime) : path_(std::move(path)), runtime_(runtime) {}

  const std::string& path() const { return path_; }

  // Throws Error where the file cannot be read.
  SettingsText read() const;

  // Why load_settings() would not take `text`: every value that is wrong, or the first place where
  // it is no JSON. Empty: it would.
  SettingsFaults unreadable(const std::string& text) const;

  // Why a watcher would not take `text` as the file, with the profile of that id in use (empty:
  // none): the above, then the settings_problems() of both.
  SettingsFaults check(const std::string& text, const std::string& profile_id) const;

  // The same for set().
  SettingsFaults check_values(const std::map<std::string, std::string>& values,
                              const std::string& profile_id) const;

  enum class Written { yes, refused, changed_meanwhile };
  struct Outcome {
    Written written = Written::yes;
    SettingsFaults faults = {};  // where it was refused
  };

  // Makes `text` the file if the file is still of `version`. Throws Error where it cannot be
  // written.
  Outcome replace(const std::string& text, const std::string& version,
                  const std::string& profile_id) const;

  // Sets keys to values, given as JSON, in the profile of that id, or in the file itself where the
  // id is empty: all of them or none. Comments and other keys stay. Throws Error where there is no
  // such profile or its file cannot be written.
  Outcome set(const std::map<std::string, std::string>& values,
              const std::string& profile_id) const;

 private:
  struct Change {
    std::string path, text;  // of the file to write
    SettingsFaults faults = {};
  };
  Change change(const std::map<std::string, std::string>& values,
                const std::string& profile_id) const;
  SettingsFaults faults_of_values(const std::map<std::string, std::string>& values) const;
  SettingsFaults problems(const SettingsFile& file, const std::string& profile_id) const;
  SettingsFault fault_of(const std::string& message) const;

  std::string path_;
  Runtime runtime_;
};

}  // namespace sprint::watch
