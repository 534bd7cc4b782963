// Which files and folders are samples.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sprint::data {

enum class FileKind { picture, tensor, other };

// By the ending, in any case: .jpg, .jpeg and .png are pictures; .npy and .pb are tensors.
FileKind file_kind(std::string_view path);

// The same of a file that has to be a sample. Throws Error naming it where it is neither.
FileKind sample_kind(std::string_view path);

struct FolderEntry {
  std::string name, path;
  bool folder;
};

// The entries of a folder, sorted by name, symbolic links followed, hidden ones (".name") left out.
// Throws Error naming what cannot be read.
std::vector<FolderEntry> list_folder(const std::string& folder);

// Whether the file called `name` holds one input of a sample with several: "input_X.npy" or
// "input_X.pb", X being the index or name of a model input.
bool is_input_file(std::string_view name);

// X of such a name.
std::string_view input_key(std::string_view name);

// Whether a folder with these entries is one sample: one of its files is an input file.
bool is_sample_folder(const std::vector<FolderEntry>& entries);

// The input files of a sample folder. Throws Error naming the first entry that is neither an input
// nor an output ("output_X.npy" or "output_X.pb", as in ONNX's test data; not read).
std::vector<FolderEntry> input_files(const std::string& folder,
                                     const std::vector<FolderEntry>& entries);

}  // namespace sprint::data
