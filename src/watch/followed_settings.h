// The settings file, followed while it and the files that it names change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "watch/file_watch.h"
#include "watch/settings.h"

namespace sprint::watch {

class FollowedSettings {
 public:
  // `more_files` are watched beside those of the detector. Throws Error as load_settings() does.
  FollowedSettings(std::string path, std::vector<std::string> more_files);

  // Those of the file, or of the profile for the window's title.
  const Settings& settings() const { return settings_; }
  // What there is to say about the file.
  const std::vector<std::string>& notes() const { return file_.notes; }

  // Readable when read_changes() is to be called.
  int descriptor() const { return files_.descriptor(); }

  enum class Change { none, settings, detector };  // detector: and files that it is made of
  // Reads again what has changed. Throws Error where it is wrong; settings() stays then.
  Change read_changes();

  // The title of the window that was found. Whether another profile goes with it. Throws as
  // read_changes() does.
  bool set_title(const std::string& title);

 private:
  SettingsFile read();
  Settings choose(const SettingsFile& file) const;
  std::vector<std::string> detector_files_of(const Settings& settings) const;

  std::string path_;
  std::vector<std::string> more_files_;
  FileWatch files_;
  std::vector<std::string> watched_;  // the paths in files_
  std::string title_;                 // empty before there was a window
  SettingsFile file_;
  Settings settings_;
};

}  // namespace sprint::watch
