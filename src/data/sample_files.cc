#include "data/sample_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include "base/error.h"

namespace sprint::data {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kInput = "input_", kOutput = "output_";

struct Ending {
  std::string_view text;
  FileKind kind;
};

constexpr std::array<Ending, 5> kEndings{{{".jpg", FileKind::picture},
                                          {".jpeg", FileKind::picture},
                                          {".png", FileKind::picture},
                                          {".npy", FileKind::tensor},
                                          {".pb", FileKind::tensor}}};

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

std::string_view ending_of(std::string_view path) {
  const size_t dot = path.find_last_of("./");
  return dot == std::string_view::npos || path[dot] == '/' ? "" : path.substr(dot);
}

bool names_tensor(std::string_view name, std::string_view prefix) {
  return name.starts_with(prefix) && file_kind(name) == FileKind::tensor;
}

}  // namespace

FileKind file_kind(std::string_view path) {
  const std::string_view ending = ending_of(path);
  const auto* found = std::find_if(kEndings.begin(), kEndings.end(), [&](const Ending& entry) {
    return equal_ignoring_case(entry.text, ending);
  });
  return found == kEndings.end() ? FileKind::other : found->kind;
}

FileKind sample_kind(std::string_view path) {
  const FileKind kind = file_kind(path);
  if (kind == FileKind::other)
    fail("{}: is no sample; expected .jpg, .jpeg, .png, .npy or .pb", path);
  return kind;
}

std::vector<FolderEntry> list_folder(const std::string& folder) {
  std::vector<FolderEntry> entries;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (name.starts_with('.')) continue;
    std::error_code status_error;
    const fs::file_status status = entry->status(status_error);
    if (!fs::exists(status)) {
      fail("{}: cannot be read: {}", entry->path().string(),
           entry->is_symlink() ? "it is a link to nothing" : status_error.message());
    }
    entries.push_back({std::move(name), entry->path().string(), fs::is_directory(status)});
  }
  if (error) fail("{}: cannot be read: {}", folder, error.message());
  std::sort(entries.begin(), entries.end(),
            [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  return entries;
}

bool is_input_file(std::string_view name) { return names_tensor(name, kInput); }

std::string_view input_key(std::string_view name) {
  return name.substr(kInput.size(), name.size() - kInput.size() - ending_of(name).size());
}

bool is_sample_folder(const std::vector<FolderEntry>& entries) {
  return std::any_of(entries.begin(), entries.end(), [](const FolderEntry& entry) {
    return !entry.folder && is_input_file(entry.name);
  });
}

std::vector<FolderEntry> input_files(const std::string& folder,
                                     const std::vector<FolderEntry>& entries) {
  std::vector<FolderEntry> inputs;
  for (const FolderEntry& entry : entries) {
    if (!entry.folder && is_input_file(entry.name)) {
      inputs.push_back(entry);
    } else if (entry.folder || !names_tensor(entry.name, kOutput)) {
      fail("{}: is neither an input (input_X.npy, input_X.pb) nor an output of the sample '{}'",
           entry.path, folder);
    }
  }
  return inputs;
}

}  // namespace sprint::data
