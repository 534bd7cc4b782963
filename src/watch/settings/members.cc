#include "watch/settings/members.h"

#include "base/error.h"
#include "base/printable.h"
#include "watch/settings/keys.h"

namespace sprint::watch {
namespace {

[[noreturn]] void fail_unknown(const std::string& key, const MemberReaders& readers) {
  std::vector<std::string_view> known;
  for (const auto& [name, reader] : readers) known.push_back(name);
  fail("is not a known key; did you mean '{}'?", nearest_name(key, known));
}

}  // namespace

MemberReaders settings_readers(Settings& settings) {
  MemberReaders readers;
  for (const SettingsKey& key : settings_keys()) {
    readers[key.name] = [&key, &settings](const LocatedJson& value) {
      std::visit([&](const auto& field) { field.read(value, settings); }, key.field);
    };
  }
  return readers;
}

void ReadingNotes::add_ignored(const std::string& key, std::string_view reason,
                               const std::string& path, int line) {
  if (!ignored_.insert(key).second) return;
  add(fmt::format("{}:{}: {} is not used: {}", path, line, printable(key, 80), reason));
}

void read_members(const LocatedJson& object, const std::string& path, const MemberReaders& readers,
                  ReadingNotes& notes) {
  if (object.kind != LocatedJson::Kind::object)
    fail("{}:{}: expected an object, got {}", path, object.line, object.shown());
  for (const LocatedJson& member : object.children) {
    const auto reader = readers.find(member.key);
    const IgnoredKey* ignored = find_ignored_key(member.key);
    if (reader == readers.end() && ignored != nullptr) {
      notes.add_ignored(member.key, ignored->reason, path, member.line);
      continue;
    }
    with_context(fmt::format("{}:{}: {}", path, member.line, printable(member.key, 80)), [&] {
      if (reader == readers.end()) fail_unknown(member.key, readers);
      reader->second(member);
    });
  }
}

}  // namespace sprint::watch
