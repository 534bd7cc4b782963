#include "load/external_files.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

#include "base/error.h"
#include "base/mapped_file.h"
#include "base/printable.h"

namespace sprint {
namespace {

const std::string* find(const std::vector<ir::Metadata>& entries, std::string_view key) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const ir::Metadata& entry) { return entry.key == key; });
  return found != entries.end() ? &found->value : nullptr;
}

std::optional<size_t> number(const std::vector<ir::Metadata>& entries, std::string_view key) {
  const std::string* text = find(entries, key);
  if (text == nullptr || text->empty()) return std::nullopt;
  size_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size())
    fail("the {} of its external data is '{}', expected a number of bytes", key, *text);
  return value;
}

void check_location(const std::string& location) {
  const std::filesystem::path path(location);
  const bool up =
      std::any_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
  if (location.empty() || path.is_absolute() || up || location.find('\0') != std::string::npos) {
    fail("its external data lies at '{}', expected a path inside the folder of the model",
         printable(location));
  }
}

}  // namespace

ExternalFiles::ExternalFiles(const std::string& model_path)
    : folder_(model_path.substr(0, model_path.rfind('/') + 1)) {}

const Bytes& ExternalFiles::file(const std::string& location) {
  const auto found = files_.find(location);
  if (found != files_.end()) return found->second;
  check_location(location);
  const std::string path = folder_ + location;
  if (!std::filesystem::exists(path))
    fail("its external data file {} is missing: put it beside the model", path);
  const Bytes& mapped = files_.emplace(location, map_file(path)).first->second;
  paths_.push_back(path);
  return mapped;
}

Bytes ExternalFiles::read(const std::vector<ir::Metadata>& entries, size_t size) {
  const std::string* location = find(entries, "location");
  if (location == nullptr) fail("its external data has no location");
  const Bytes& whole = file(*location);
  const size_t offset = number(entries, "offset").value_or(0);
  const size_t length = number(entries, "length").value_or(size);
  if (offset > whole.size() || length > whole.size() - offset) {
    fail("its external data takes {} bytes from byte {} of {}{}, which has only {}", length, offset,
         folder_, *location, whole.size());
  }
  return whole.part(offset, length);
}

}  // namespace sprint
