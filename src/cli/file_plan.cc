#include "cli/file_plan.h"

#include <sys/stat.h>

#include <compare>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/atomic_file.h"
#include "base/error.h"
#include "load/load.h"

namespace sprint::cli {
namespace {

namespace fs = std::filesystem;

// Where a path leads: the file there, or the folder that would hold it and its name in it.
struct Place {
  dev_t device = 0;
  ino_t inode = 0;
  std::string name;  // empty where there is a file

  bool operator==(const Place&) const = default;
};

std::optional<Place> existing_place(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return Place{status.st_dev, status.st_ino, ""};
}

// Links that lead to nothing yet are followed, too.
Place place_of(const std::string& path) {
  if (const auto found = existing_place(path)) return *found;
  std::error_code ignored;
  fs::path target = fs::weakly_canonical(fs::absolute(path, ignored), ignored);
  if (target.empty()) target = path;
  const auto folder = existing_place(target.parent_path().string());
  if (!folder) return {0, 0, target.string()};
  return {folder->device, folder->inode, target.filename().string()};
}

bool same_file(const std::string& a, const std::string& b) { return place_of(a) == place_of(b); }

constexpr int kDeepest = 3;  // DIR/CLASS/SAMPLE/input_0.npy, see docs/data.md

// The file at `path` or every file below it; what cannot be read is left to whoever reads it.
std::vector<std::string> files_in(const std::string& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<std::string> files;
  std::error_code error;
  constexpr auto kOptions = fs::directory_options::follow_directory_symlink |
                            fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at(path, kOptions, error), end; !error && at != end;
       at.increment(error)) {
    if (at.depth() >= kDeepest) at.disable_recursion_pending();
    std::error_code ignored;
    if (at->is_regular_file(ignored)) files.push_back(at->path().string());
  }
  return files;
}

std::vector<std::string> files_of_model(const std::string& path) {
  std::vector<std::string> files = load_model(path).external_data;
  files.push_back(path);
  return files;
}

}  // namespace

void FilePlan::reads(std::string role, std::string path) {
  if (!path.empty()) inputs_.push_back({std::move(role), std::move(path), Kind::tree});
}

void FilePlan::reads_model(std::string role, std::string path) {
  if (!path.empty()) inputs_.push_back({std::move(role), std::move(path), Kind::model});
}

void FilePlan::writes(std::string role, std::string path) {
  if (!path.empty() && path != "-") outputs_.push_back({std::move(role), std::move(path)});
}

void FilePlan::writes_model(const std::string& role, const std::string& path) {
  writes(role, path);
  if (!path.empty()) writes(role + " (its external data)", path + ".data");
}

void FilePlan::check_against(const Input& input) const {
  std::vector<Output> present;
  for (const Output& output : outputs_)
    if (existing_place(output.path)) present.push_back(output);
  if (present.empty()) return;
  for (const std::string& file :
       input.kind == Kind::model ? files_of_model(input.path) : files_in(input.path)) {
    for (const Output& output : present) {
      if (!same_file(file, output.path)) continue;
      fail_usage("{}: '{}' is {} '{}', which is only read; name another file", output.role,
                 output.path, input.role, file);
    }
  }
}

void FilePlan::check_distinct() const {
  for (size_t i = 0; i < outputs_.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (same_file(outputs_[i].path, outputs_[j].path))
        fail_usage("{} and {} both name '{}'; name two files", outputs_[j].role, outputs_[i].role,
                   outputs_[i].path);
}

// Finds out before the work, not after it, that the file cannot be written.
void FilePlan::probe(const Output& output) const {
  const std::string folder = fs::absolute(output.path).lexically_normal().parent_path();
  for (const std::string& made : folders_)
    if (!fs::exists(made) && same_file(made, folder)) return;
  AtomicFile file(output.path);
}

void FilePlan::check() const {
  check_distinct();
  for (const Input& input : inputs_) check_against(input);
  for (const std::string& folder : folders_)
    if (fs::exists(folder) && !fs::is_directory(folder)) fail("{}: is not a folder", folder);
  for (const Output& output : outputs_) probe(output);
}

}  // namespace sprint::cli
