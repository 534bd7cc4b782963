#include "save/external_sink.h"

#include <algorithm>

#include "base/mapped_file.h"

namespace sprint {
namespace {

constexpr size_t kSmallest = 1024;
// Tensors of a page or more start at a page, others at a cache line.
constexpr size_t kPage = 4096;
constexpr size_t kLine = 64;
constexpr size_t kRun = size_t{4} << 20;

}  // namespace

ExternalSink::ExternalSink(const std::string& model_path)
    : location_(model_path.substr(model_path.rfind('/') + 1) + ".data"),
      file_(model_path + ".data") {}

bool ExternalSink::takes(size_t size) { return size >= kSmallest; }

ExternalSink::Place ExternalSink::add(const Bytes& data) {
  const size_t alignment = data.size() >= kPage ? kPage : kLine;
  const size_t offset = (file_.size() + alignment - 1) / alignment * alignment;
  file_.write(std::string(offset - file_.size(), '\0'));
  write_released(file_, data);
  return {location_, offset, data.size()};
}

void write_released(AtomicFile& file, const Bytes& bytes) {
  for (size_t offset = 0; offset < bytes.size(); offset += kRun) {
    const Bytes run = bytes.part(offset, std::min(kRun, bytes.size() - offset));
    file.write(run.data(), run.size());
    release_pages(run);
  }
}

}  // namespace sprint
