// Reads the members of a JSON object into values, key by key.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "watch/settings.h"
#include "watch/settings/located_json.h"

namespace sprint::watch {

// Throw Error "expected ..., got ..." where the value does not fit.
using MemberReaders = std::map<std::string_view, std::function<void(const LocatedJson&)>>;

// Readers of every key of settings_keys() into `settings`, which must outlive them.
MemberReaders settings_readers(Settings& settings);

// The sentences for the user that reading gathers, over all files that belong together.
class ReadingNotes {
 public:
  void add(std::string sentence) { sentences_.push_back(std::move(sentence)); }

  // Notes that `key` at `path`:`line` is not used, once for every key.
  void add_ignored(const std::string& key, std::string_view reason, const std::string& path,
                   int line);

  std::vector<std::string> take() { return std::move(sentences_); }

 private:
  std::vector<std::string> sentences_;
  std::set<std::string> ignored_;
};

// Gives each member of `object` to its reader. Notes keys of ignored_keys(). Throws Error
// "path:line: key: ..." where a reader does or a key is unknown, and where `object` is no object.
void read_members(const LocatedJson& object, const std::string& path, const MemberReaders& readers,
                  ReadingNotes& notes);

}  // namespace sprint::watch
