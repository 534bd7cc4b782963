#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/mapped_file.h"
#include "data/content_hash.h"
#include "data/sample_files.h"
#include "sprint/samples.h"

namespace sprint {
namespace {

using data::FolderEntry;

uint64_t hash_file(const std::string& path, uint64_t seed = 0) {
  return data::content_hash(map_file(path).text(), seed);
}

// The names count too: the same bytes mean another thing as another input.
uint64_t hash_inputs(const std::vector<FolderEntry>& inputs) {
  uint64_t hash = 0;
  for (const FolderEntry& input : inputs) {
    hash = hash_file(input.path, data::content_hash(input.name, hash));
  }
  return hash;
}

Sample folder_sample(const std::string& folder, const std::vector<FolderEntry>& entries) {
  return {folder, -1, hash_inputs(data::input_files(folder, entries))};
}

// What stands in one level of a folder of samples.
struct Level {
  std::vector<Sample> samples;
  std::vector<FolderEntry> folders;  // sub-folders that are no samples
};

Level read_level(const std::vector<FolderEntry>& entries) {
  Level level;
  for (const FolderEntry& entry : entries) {
    if (entry.folder) {
      const auto inner = data::list_folder(entry.path);
      if (data::is_sample_folder(inner)) {
        level.samples.push_back(folder_sample(entry.path, inner));
      } else {
        level.folders.push_back(entry);
      }
    } else {
      data::sample_kind(entry.path);
      level.samples.push_back({entry.path, -1, hash_file(entry.path)});
    }
  }
  return level;
}

// A class folder: files and sample folders, nothing deeper.
std::vector<Sample> read_class(const FolderEntry& folder, int label) {
  const auto entries = data::list_folder(folder.path);
  Level level = read_level(entries);
  if (!level.folders.empty()) {
    fail("{}: is a folder within the class folder '{}', expected samples only",
         level.folders.front().path, folder.name);
  }
  for (Sample& sample : level.samples) sample.label = label;
  return std::move(level.samples);
}

void read_classes(SampleSet& set, const std::vector<FolderEntry>& folders) {
  for (const FolderEntry& folder : folders) {
    auto samples = read_class(folder, static_cast<int>(set.labels.size()));
    std::move(samples.begin(), samples.end(), std::back_inserter(set.samples));
    set.labels.push_back(folder.name);
  }
}

}  // namespace

SampleSet open_samples(const std::string& folder) {
  std::error_code ignored;
  if (!std::filesystem::exists(folder, ignored)) fail("{}: does not exist", folder);
  if (!std::filesystem::is_directory(folder, ignored)) fail("{}: is not a folder", folder);
  SampleSet set;
  set.folder = folder;
  const auto entries = data::list_folder(folder);
  if (data::is_sample_folder(entries)) {
    set.samples = {folder_sample(folder, entries)};
    return set;
  }
  Level level = read_level(entries);
  if (!level.samples.empty() && !level.folders.empty()) {
    fail("{}: holds both samples ('{}') and class folders ('{}'); expected one or the other",
         folder, level.samples.front().path, level.folders.front().path);
  }
  set.samples = std::move(level.samples);
  read_classes(set, level.folders);
  if (set.samples.empty()) fail("{}: holds no samples (.jpg, .jpeg, .png, .npy, .pb)", folder);
  std::sort(set.samples.begin(), set.samples.end(),
            [](const Sample& a, const Sample& b) { return a.path < b.path; });
  return set;
}

}  // namespace sprint
