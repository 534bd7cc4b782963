#include "watch/capture/folder_source.h"

#include <filesystem>

#include "base/error.h"
#include "data/sample_files.h"
#include "watch/capture/crop.h"
#include "watch/readable.h"

namespace sprint::watch {
namespace {

void find_pictures(const std::string& folder, std::vector<std::string>& files) {
  for (const data::FolderEntry& entry : data::list_folder(folder)) {
    if (entry.folder) {
      find_pictures(entry.path, files);
    } else if (data::file_kind(entry.name) == data::FileKind::picture) {
      files.push_back(entry.path);
    }
  }
}

}  // namespace

FolderSource::FolderSource(const std::string& path, std::optional<Region> region, After after)
    : path_(path), region_(region), after_(after) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) fail("{}: no such file or folder", path);
  if (!std::filesystem::is_directory(path, ignored)) {
    files_.push_back(path);
    return;
  }
  find_pictures(path, files_);
  if (files_.empty()) fail("{}: holds no pictures (.jpg, .jpeg, .png)", path);
}

void FolderSource::show(size_t index) {
  if (index == shown_ && !picture_.pixels.empty()) return;
  picture_ = {};
  shown_ = index;
  picture_ = load_image(files_[index]);
}

Capture FolderSource::capture(Image& frame) {
  if (next_ == files_.size() && after_ == After::stop) {
    reason_ = "no more pictures in " + path_;
    return Capture::ended;
  }
  const size_t index = next_ % files_.size();
  next_ = index + 1;
  try {
    show(index);
    const Region region = region_.value_or(Region{0, 0, picture_.width, picture_.height});
    const std::string why = misfit(region, picture_.width, picture_.height, "picture");
    if (!why.empty()) fail("{}: {}", files_[index], why);
    crop({picture_.pixels.data(), picture_.width, picture_.height,
          size_t{3} * static_cast<size_t>(picture_.width), RawFormat::rgb24},
         region, frame);
  } catch (const Error& error) {
    reason_ = error.what();
    return Capture::failed;
  }
  reason_.clear();
  return Capture::frame;
}

void FolderSource::wait(std::chrono::milliseconds longest, int stop_descriptor) {
  wait_readable({stop_descriptor}, longest);
}

}  // namespace sprint::watch
