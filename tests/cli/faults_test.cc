// What goes wrong around the binary: disks that fill, folders that refuse, outputs that are no
// files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
    EXPECT_EQ(result.exit_code, 3) << output;
    EXPECT_THAT(result.error, HasSubstr(output));
  }
  EXPECT_EQ(std::filesystem::file_size(model), std::filesystem::file_size(kClassifier));
}

TEST_F(Faults, ACommandThatIsNoneGetsTheOneItResembles) {
  const ChildResult result = run_sprint({"quantise", kClassifier});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.error, HasSubstr("did you mean 'quantize'?"));
}

}  // namespace
}  // namespace sprint::tests
