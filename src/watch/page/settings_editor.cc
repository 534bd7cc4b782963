#include "watch/page/settings_editor.h"

#include <charconv>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/content_hash.h"
#include "watch/page/profile_place.h"
#include "watch/settings/keys.h"
#include "watch/settings/located_json.h"

namespace sprint::watch {
namespace {

// Through links: what they lead to is replaced, not they.
void write_whole(const std::string& path, const std::string& text) {
  write_file(std::filesystem::canonical(path).string(), text);
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

std::optional<SettingsFault> SettingsEditor::check(const std::string& text) const {
  try {
    parse_settings(text, path_);
    return std::nullopt;
  } catch (const Error& error) {
    return fault_of(error.what());
  }
}

SettingsEditor::Outcome SettingsEditor::replace(const std::string& text,
                                                const std::string& version) const {
  if (read().version != version) return {Written::changed_meanwhile};
  if (auto fault = check(text)) return {Written::refused, *std::move(fault)};
  write_whole(path_, text);
  return {};
}

// Each alone, so that a fault is about this value and no line of the file.
std::optional<SettingsFault> SettingsEditor::check_values(
    const std::map<std::string, std::string>& values) const {
  for (const auto& [key, value] : values) {
    auto fault = check(fmt::format("{{{}: {}}}", json_quoted(key), value));
    if (!fault) continue;
    fault->line.reset();
    if (fault->key.empty()) fault->key = key;
    return fault;
  }
  return std::nullopt;
}

SettingsEditor::Outcome SettingsEditor::set(const std::map<std::string, std::string>& values,
                                            const std::string& profile_id) const {
  if (auto fault = check_values(values)) return {Written::refused, *std::move(fault)};
  if (auto fault = check(read().text)) return {Written::refused, *std::move(fault)};
  const SettingsPlace place = settings_place(path_, profile_id);
  std::string text = read_json_text(place.path);
  for (const auto& [key, value] : values) text = with_member(text, place.steps, key, value);
  write_whole(place.path, text);
  return {};
}

}  // namespace sprint::watch
