#include "watch/page/settings_editor.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/content_hash.h"
#include "watch/page/profile_place.h"
#include "watch/settings/keys.h"
#include "watch/settings/located_json.h"
#include "watch/settings/members.h"
#include "watch/settings_problems.h"

namespace sprint::watch {
namespace {

// Through links: what they lead to is replaced, not they.
void write_whole(const std::string& path, const std::string& text) {
  write_file(std::filesystem::canonical(path).string(), text);
}

// Throws Error where the one member of `object` is wrong; the profiles' own faults are notes.
void read_alone(const LocatedJson& object, const std::string& path) {
  Settings scratch;
  ReadingNotes notes;
  MemberReaders readers = settings_readers(scratch);
  readers["profiles"] = [](const LocatedJson&) {};
  read_members(object, path, readers, notes);
}

// Where the text sets the key; nothing where it does not.
std::optional<int> line_of(const std::string& key, const std::string& text,
                           const std::string& path) {
  const LocatedJson root = parse_located_json(text, path);
  const auto found = std::ranges::find(root.children, key, &LocatedJson::key);
  return found == root.children.end() ? std::nullopt : std::optional(found->line);
}

}  // namespace

SettingsText SettingsEditor::read() const {
  std::string text = read_json_text(path_);
  std::string version = fmt::format("{:016x}", data::content_hash(text));
  return {std::move(text), std::move(version)};
}

// "path:line: key: what is wrong", as parse_settings() says it.
SettingsFault SettingsEditor::fault_of(const std::string& message) const {
  SettingsFault fault{message, std::nullopt, {}};
  if (!message.starts_with(path_ + ":")) return fault;
  std::string_view rest = std::string_view(message).substr(path_.size() + 1);
  int line = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), line);
  if (error != std::errc()) return fault;
  fault.line = line;
  rest.remove_prefix(static_cast<size_t>(end - rest.data()));
  if (rest.starts_with(": ")) rest.remove_prefix(2);
  fault.message = rest;
  const std::string_view key = rest.substr(0, rest.find(": "));
  if (find_settings_key(key) != nullptr) {
    fault.key = key;
    fault.message = rest.substr(key.size() + 2);
  }
  return fault;
}

SettingsFaults SettingsEditor::unreadable(const std::string& text) const {
  SettingsFaults faults;
  const auto note = [&](const auto& read) {
    try {
      read();
    } catch (const Error& error) {
      faults.push_back(fault_of(error.what()));
    }
  };
  LocatedJson root;
  note([&] { root = parse_located_json(text, path_); });
  for (const LocatedJson& member : root.children) {
    LocatedJson alone = root;
    alone.children = {member};
    note([&] { read_alone(alone, path_); });
  }
  if (faults.empty()) note([&] { parse_settings(text, path_); });
  return faults;
}

// Of the settings that a start takes, and of the profile that is in use once a window is found.
SettingsFaults SettingsEditor::problems(const SettingsFile& file,
                                        const std::string& profile_id) const {
  SettingsFaults faults;
  const auto add = [&](const Settings& settings) {
    for (const SettingsProblem& problem : settings_problems(settings, runtime_))
      faults.push_back({problem.message, std::nullopt, problem.key});
  };
  const auto profile = std::ranges::find(file.profiles, profile_id, &Profile::id);
  if (profile != file.profiles.end()) add(profile->settings);
  if (faults.empty()) add(file.settings);
  return faults;
}

SettingsFaults SettingsEditor::check(const std::string& text, const std::string& profile_id) const {
  SettingsFaults faults = unreadable(text);
  if (!faults.empty()) return faults;
  faults = problems(parse_settings(text, path_), profile_id);
  for (SettingsFault& fault : faults) fault.line = line_of(fault.key, text, path_);
  return faults;
}

SettingsEditor::Outcome SettingsEditor::replace(const std::string& text, const std::string& version,
                                                const std::string& profile_id) const {
  if (read().version != version) return {Written::changed_meanwhile};
  if (auto faults = check(text, profile_id); !faults.empty())
    return {Written::refused, std::move(faults)};
  write_whole(path_, text);
  return {};
}

// Each alone, so that a fault is about this value and no line of the file.
SettingsFaults SettingsEditor::faults_of_values(
    const std::map<std::string, std::string>& values) const {
  SettingsFaults all;
  for (const auto& [key, value] : values) {
    for (SettingsFault& fault : unreadable(fmt::format("{{{}: {}}}", json_quoted(key), value))) {
      fault.line.reset();
      if (fault.key.empty()) fault.key = key;
      all.push_back(std::move(fault));
    }
  }
  return all;
}

// Values that are wrong by themselves are left out, so that what is wrong with the others is found,
// too.
SettingsEditor::Change SettingsEditor::change(const std::map<std::string, std::string>& values,
                                              const std::string& profile_id) const {
  SettingsFaults faults = faults_of_values(values);
  const auto is_wrong = [&, wrong = faults](const std::string& key) {
    return std::ranges::find(wrong, key, &SettingsFault::key) != wrong.end();
  };
  const std::string own = read().text;
  if (auto there = unreadable(own); !there.empty()) return {"", "", std::move(there)};
  const SettingsPlace place = settings_place(path_, profile_id);
  std::string text = place.path == path_ ? own : read_json_text(place.path);
  for (const auto& [key, value] : values) {
    if (!is_wrong(key)) text = with_member(text, place.steps, key, value);
  }
  const SettingsFile file = place.path == path_ ? parse_settings(text, path_)
                                                : parse_settings(own, path_, {{place.path, text}});
  for (SettingsFault& fault : problems(file, profile_id)) faults.push_back(std::move(fault));
  return {place.path, std::move(text), std::move(faults)};
}

SettingsFaults SettingsEditor::check_values(const std::map<std::string, std::string>& values,
                                            const std::string& profile_id) const {
  return change(values, profile_id).faults;
}

SettingsEditor::Outcome SettingsEditor::set(const std::map<std::string, std::string>& values,
                                            const std::string& profile_id) const {
  Change made = change(values, profile_id);
  if (!made.faults.empty()) return {Written::refused, std::move(made.faults)};
  write_whole(made.path, made.text);
  return {};
}

}  // namespace sprint::watch
