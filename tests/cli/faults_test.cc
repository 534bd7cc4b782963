// What goes wrong around the binary: disks that fill, folders that refuse, outputs that are no
// files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstring>

#include "tests/cli/files.h"
#include "tests/cli/run_sprint.h"

namespace sprint::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kClassifier =
    SPRINT_SOURCE_DIR "/examples/sprint_classifier/sprint_classifier.onnx";

class Faults : public FilesTest {};

TEST_F(Faults, AWriteThatFailsLeavesNothingAndNamesTheFile) {
  std::filesystem::create_directory(path("out"));
  // No file over 16 blocks: the write fails as on a full disk. The signal for it is ignored.
  ChildCommand command;
  command.arguments = {"/bin/bash", "-c",
                       "trap '' XFSZ; ulimit -f 16; exec " SPRINT_BINARY " quantize '" +
                           kClassifier + "' -o '" + path("out/int8.onnx") +
                           "' --mode dynamic --no-check"};
  const ChildResult result = run_child(command);
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, HasSubstr(path("out/int8.onnx") + ": cannot be written"));
  EXPECT_THAT(names_in("out"), ElementsAre());
}

// A file system of 64 kB, mounted on a folder as long as this lives.
class SmallDisk {
 public:
  explicit SmallDisk(std::string folder) : folder_(std::move(folder)) {
    std::filesystem::create_directory(folder_);
    if (::mount("none", folder_.c_str(), "tmpfs", 0, "size=64k") != 0) fault_ = errno;
  }
  ~SmallDisk() {
    if (fault_ == 0) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  int fault() const { return fault_; }

 private:
  std::string folder_;
  int fault_ = 0;
};

TEST_F(Faults, AFullDiskLeavesNothingAndIsNamed) {
  const SmallDisk disk(path("disk"));
  if (disk.fault() != 0) GTEST_SKIP() << "cannot mount a disk: " << std::strerror(disk.fault());
  const std::vector<std::string> quantize{"quantize", kClassifier, "--mode", "dynamic", "-o"};
  const auto expect_full = [&](const std::string& output, const std::string& named) {
    std::vector<std::string> arguments = quantize;
    arguments.push_back(output);
    const ChildResult result = run_sprint(arguments, {"TMPDIR=" + path("disk")});
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_THAT(result.error, HasSubstr(named));
    EXPECT_THAT(result.error, HasSubstr("No space left on device"));
    EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1) << result.error;
    EXPECT_THAT(names_in("disk"), ElementsAre());
  };
  // The disk of temporary files is full, or that of the output.
  expect_full(path("int8.onnx"), path("disk/sprint-"));
  EXPECT_THAT(names_in(""), ElementsAre("disk"));
  const std::string output = path("disk/int8.onnx");
  const ChildResult result =
      run_sprint({"quantize", kClassifier, "-o", output, "--mode", "dynamic", "--no-check"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, HasSubstr(output + ": cannot be written: No space left on device"));
  EXPECT_THAT(names_in("disk"), ElementsAre());
}

TEST_F(Faults, AFolderThatTakesNoFilesIsNamed) {
  const ChildResult result =
      run_sprint({"quantize", kClassifier, "-o", "/proc/int8.onnx", "--mode", "dynamic"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, HasSubstr("/proc/int8.onnx: cannot be written in folder '/proc'"));
}

TEST_F(Faults, TheModelItselfIsNeverWrittenOver) {
  const std::string model = path("model.onnx");
  std::filesystem::copy_file(kClassifier, model);
  std::filesystem::create_hard_link(model, path("link.onnx"));
  for (const std::string& output : {model, path("link.onnx")}) {
    const ChildResult result =
        run_sprint({"quantize", model, "-o", output, "--mode", "dynamic", "--no-check"});
    EXPECT_EQ(result.exit_code, 2) << output;
    EXPECT_THAT(result.error, HasSubstr(output));
  }
  EXPECT_EQ(std::filesystem::file_size(model), std::filesystem::file_size(kClassifier));
}

TEST_F(Faults, ACrashEndsInALine) {
  for (const std::string& signal : {std::string("SEGV"), std::string("FPE")}) {
    ChildCommand command;
    command.arguments = {"/bin/bash", "-c",
                         SPRINT_BINARY " bench '" + kClassifier +
                             "' --seconds 60 & sleep 1; kill -" + signal + " $!; wait $!"};
    const ChildResult result = run_child(command);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.error, HasSubstr("sprint: ended by SIG" + signal));
  }
}

TEST_F(Faults, ACommandThatIsNoneGetsTheOneItResembles) {
  const ChildResult result = run_sprint({"quantise", kClassifier});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.error, HasSubstr("did you mean 'quantize'?"));
}

}  // namespace
}  // namespace sprint::tests
