// The files that a command reads and writes, checked against each other before any work.
#pragma once

#include <string>
#include <vector>

namespace sprint::cli {

// No file is written over that the command reads, and no two outputs go to one file. Files are
// compared by identity (device and inode; the folder's and the name where there is no file yet), so
// links and other spellings of a path do not matter.
class FilePlan {
 public:
  // A file, or a folder with every file below it; empty: none. `role` is how messages call it, for
  // example "--data" or "the model".
  void reads(std::string role, std::string path);
  // The same for an ONNX file and the files that hold its external data.
  void reads_model(std::string role, std::string path);

  // A file to write; empty or "-" (standard output): none.
  void writes(std::string role, std::string path);
  // The same for an ONNX file and the file that its external data would go to.
  void writes_model(const std::string& role, const std::string& path);

  // A folder that the command makes where it is not there: whether a file can be written to it
  // shows only then.
  void makes(const std::string& folder) { folders_.push_back(folder); }

  // Throws Error{usage} naming both roles where an output is a file that is read or another
  // output's, and Error where an output cannot be written.
  void check() const;

 private:
  enum class Kind { tree, model };
  struct Input {
    std::string role, path;
    Kind kind;
  };
  struct Output {
    std::string role, path;
  };

  void check_against(const Input& input) const;
  void check_distinct() const;
  void probe(const Output& output) const;

  std::vector<Input> inputs_;
  std::vector<Output> outputs_;
  std::vector<std::string> folders_;
};

}  // namespace sprint::cli
