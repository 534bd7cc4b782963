#include "verify/kept_outputs.h"

#include <filesystem>
#include <fstream>
#include <numeric>
#include <utility>

#include "base/error.h"

namespace sprint::verify {
namespace {

std::string file_in(const TemporaryFolder& folder) { return folder.path() + "/outputs"; }

uint64_t byte_count(const std::vector<Tensor>& tensors) {
  return std::accumulate(
      tensors.begin(), tensors.end(), uint64_t{0},
      [](uint64_t sum, const Tensor& tensor) { return sum + tensor.data.size(); });
}

// The type and dims of each, and as many bytes, of value 0, where `sized`.
std::vector<Tensor> blank(const std::vector<Tensor>& tensors, bool sized) {
  std::vector<Tensor> result;
  for (const Tensor& tensor : tensors) {
    Tensor& made = result.emplace_back();
    if (sized) made = Tensor(tensor.dtype, tensor.dims);
    made.dtype = tensor.dtype;
    made.dims = tensor.dims;
  }
  return result;
}

}  // namespace

std::optional<std::vector<Tensor>> KeptOutputs::find(const std::string& sample) const {
  const auto found = entries_.find(sample);
  if (found == entries_.end()) return std::nullopt;
  const auto& [outputs, offset] = found->second;
  if (!offset) return outputs;
  std::vector<Tensor> read = blank(outputs, true);
  const std::string path = file_in(*folder_);
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(*offset));
  for (Tensor& tensor : read)
    file.read(reinterpret_cast<char*>(tensor.data.data()),
              static_cast<std::streamsize>(tensor.data.size()));
  if (!file) fail("{}: the base's outputs, kept there, cannot be read back", path);
  return read;
}

void KeptOutputs::keep(const std::string& sample, const std::vector<Tensor>& outputs) {
  const uint64_t bytes = byte_count(outputs);
  if (bytes <= memory_left_) {
    memory_left_ -= bytes;
    entries_[sample] = {outputs, std::nullopt};
    return;
  }
  const uint64_t offset = file_bytes_;
  if (append(outputs, bytes)) entries_[sample] = {blank(outputs, false), offset};
}

bool KeptOutputs::append(const std::vector<Tensor>& outputs, uint64_t bytes) {
  if (!folder_) {
    folder_.emplace();
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(folder_->path(), error);
    if (!error) file_left_ = space.available / 2;
  }
  if (bytes > file_left_) return false;
  std::fstream file(file_in(*folder_),
                    std::ios::binary | std::ios::in | std::ios::out |
                        (file_bytes_ == 0 ? std::ios::trunc : std::ios::openmode{}));
  file.seekp(static_cast<std::streamoff>(file_bytes_));
  for (const Tensor& tensor : outputs)
    file.write(reinterpret_cast<const char*>(tensor.data.data()),
               static_cast<std::streamsize>(tensor.data.size()));
  file.close();
  if (!file) {  // no more room after all
    file_left_ = 0;
    return false;
  }
  file_left_ -= bytes;
  file_bytes_ += bytes;
  return true;
}

}  // namespace sprint::verify
