#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/error.h"
#include "data/sample_files.h"
#include "data/spec_text.h"
#include "data/tensor_file.h"
#include "sprint/samples.h"

namespace sprint {
namespace {

using data::FileKind;
using data::FolderEntry;

bool dims_fit(const std::vector<int64_t>& given, const std::vector<int64_t>& expected) {
  return std::equal(given.begin(), given.end(), expected.begin(), expected.end(),
                    [](int64_t have, int64_t want) { return want < 0 || want == have; });
}

// A sample may leave out a batch of 1.
Tensor fit(Tensor tensor, const TensorSpec& input) {
  const bool open_batch = !input.dims.empty() && (input.dims[0] < 0 || input.dims[0] == 1);
  if (open_batch && tensor.dims.size() + 1 == input.dims.size()) {
    tensor.dims.insert(tensor.dims.begin(), 1);
  }
  if (tensor.dtype != input.dtype || !dims_fit(tensor.dims, input.dims)) {
    fail("input '{}' takes {}, got {}", input.name, data::spec_text(input.dtype, input.dims),
         data::spec_text(tensor.dtype, tensor.dims));
  }
  return tensor;
}

Tensor load_input(const std::string& path, const TensorSpec& input) {
  Tensor tensor = load_tensor_file(path);
  return with_context(path, [&] { return fit(std::move(tensor), input); });
}

// Which of the files holds input `index`: the one called by its name, or by its index.
const FolderEntry* find_input(const std::vector<FolderEntry>& files, const TensorSpec& input,
                              size_t index) {
  for (const std::string& key : {input.name, fmt::format("{}", index)}) {
    const auto found = std::find_if(files.begin(), files.end(), [&](const FolderEntry& file) {
      return data::input_key(file.name) == key;
    });
    if (found != files.end()) return &*found;
  }
  return nullptr;
}

std::vector<Tensor> load_folder(const std::string& folder, const std::vector<TensorSpec>& inputs) {
  const auto files = data::input_files(folder, data::list_folder(folder));
  if (files.size() != inputs.size()) {
    fail("{}: holds {} input(s) of one sample (input_X.npy, input_X.pb), but the model takes {}",
         folder, files.size(), inputs.size());
  }
  std::vector<Tensor> tensors;
  for (size_t index = 0; index < inputs.size(); ++index) {
    const FolderEntry* file = find_input(files, inputs[index], index);
    if (file == nullptr) {
      fail("{}: holds neither input_{}.npy (or .pb) nor input_{}.npy (or .pb) for input '{}'",
           folder, index, inputs[index].name, inputs[index].name);
    }
    tensors.push_back(load_input(file->path, inputs[index]));
  }
  return tensors;
}

const TensorSpec& single_input(const std::string& path, const std::vector<TensorSpec>& inputs) {
  if (inputs.size() != 1) {
    fail(
        "{}: fills one input, but the model takes {}; a sample is a folder with input_0.npy, "
        "input_1.npy, ... (or .pb) then",
        path, inputs.size());
  }
  return inputs.front();
}

}  // namespace

std::vector<Tensor> load_sample(const Sample& sample, const Preprocess& spec,
                                const std::vector<TensorSpec>& inputs) {
  std::error_code ignored;
  if (std::filesystem::is_directory(sample.path, ignored)) return load_folder(sample.path, inputs);
  const TensorSpec& input = single_input(sample.path, inputs);
  std::vector<Tensor> tensors;
  if (data::sample_kind(sample.path) == FileKind::picture) {
    const Image image = load_image(sample.path);
    tensors.push_back(
        with_context(sample.path, [&] { return preprocess_image(image, spec, input); }));
  } else {
    tensors.push_back(load_input(sample.path, input));
  }
  return tensors;
}

}  // namespace sprint
