#include "watch/collect/sample_folder.h"

#include <algorithm>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/content_hash.h"
#include "data/encode_png.h"
#include "data/sample_files.h"

namespace sprint::watch {
namespace {

namespace fs = std::filesystem;

void make_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail("{}: the folder cannot be made: {}", folder, error.message());
}

std::string name_of(const Image& image) {
  const std::string_view pixels(reinterpret_cast<const char*>(image.pixels.data()),
                                image.pixels.size());
  return fmt::format("{:016x}.png", data::content_hash(pixels, static_cast<uint64_t>(image.width)));
}

}  // namespace

// Hidden files and folders are no samples.
void require_label(const std::string& label) {
  const bool control = std::ranges::any_of(label, [](unsigned char c) { return c < ' '; });
  if (!label.empty() && !control && label.find('/') == std::string::npos && label[0] != '.') return;
  fail_usage("the label '{}' cannot be the name of a folder", label);
}

SampleFolder::SampleFolder(const std::string& folder, size_t limit)
    : folder_(folder), limit_(limit) {
  make_folder(folder);
  for (const data::FolderEntry& label : data::list_folder(folder)) {
    if (!label.folder) continue;
    count_ += static_cast<size_t>(
        std::ranges::count_if(data::list_folder(label.path), [](const data::FolderEntry& entry) {
          return !entry.folder && data::file_kind(entry.name) != data::FileKind::other;
        }));
  }
}

Saved SampleFolder::save(const Image& image, const std::string& label) {
  const std::string folder = folder_ + "/" + label, path = folder + "/" + name_of(image);
  std::error_code ignored;
  if (fs::exists(path, ignored)) return Saved::already_there;
  if (count_ >= limit_) {
    reason_ = fmt::format("{}: holds {} samples already, the most that it may", folder_, count_);
    return Saved::full;
  }
  return write(image, folder, path);
}

Saved SampleFolder::write(const Image& image, const std::string& folder, const std::string& path) {
  try {
    make_folder(folder);
    const std::vector<uint8_t> png = data::encode_png(image);
    write_file(path, {reinterpret_cast<const char*>(png.data()), png.size()});
  } catch (const Error& error) {
    reason_ = error.what();
    return Saved::failed;
  }
  ++count_;
  return Saved::written;
}

}  // namespace sprint::watch
