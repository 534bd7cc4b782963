// No command writes over a file that it reads, or twice to one file; and what cannot be written is
// told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/cli/files.h"
#include "tests/cli/run_sprint.h"

namespace sprint::tests {
namespace {

using ::testing::HasSubstr;

namespace fs = std::filesystem;

const std::string kExample = SPRINT_SOURCE_DIR "/examples/sprint_classifier/";

std::string bytes_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class Overwrite : public FilesTest {
 protected:
  void SetUp() override {
    fs::copy_file(kExample + "sprint_classifier.onnx", model_);
    fs::create_directory(path("data"));
    fs::copy_file(kExample + "frames/active/00000.png", picture_);
    fs::create_symlink("model.onnx", path("link.onnx"));
    fs::create_hard_link(model_, path("twin.onnx"));
    fs::create_directory_symlink("data", path("samples"));
    model_bytes_ = bytes_of(model_);
    picture_bytes_ = bytes_of(picture_);
  }

  // A usage error in one line that holds every text; nothing changed, nothing new.
  void expect_refused(const std::vector<std::string>& arguments,
                      const std::vector<std::string>& texts) {
    const auto before = names_in("");
    const ChildResult result = run_sprint(arguments);
    EXPECT_EQ(result.exit_code, 2) << result.error << result.output;
    for (const std::string& text : texts) EXPECT_THAT(result.error, HasSubstr(text));
    EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1) << result.error;
    EXPECT_EQ(bytes_of(model_), model_bytes_);
    EXPECT_EQ(bytes_of(picture_), picture_bytes_);
    EXPECT_EQ(names_in(""), before);
  }

  const std::string model_ = path("model.onnx"), picture_ = path("data/1.png");
  std::string model_bytes_, picture_bytes_;
};

TEST_F(Overwrite, TheModelIsNoOutput) {
  for (const std::string& output :
       {model_, path("link.onnx"), path("twin.onnx"), path("./data/../model.onnx")}) {
    const std::vector<std::string> named{output, "is the model", "which is only read"};
    expect_refused({"inspect", model_, "--json", output}, named);
    expect_refused({"bench", model_, "--json", output}, named);
    expect_refused({"classify", model_, picture_, "--json", output}, named);
    expect_refused({"quantize", model_, "-o", output, "--mode", "dynamic"}, named);
    expect_refused(
        {"quantize", model_, "-o", path("o.onnx"), "--mode", "dynamic", "--json", output}, named);
    expect_refused(
        {"optimize", model_, "-o", path("o.onnx"), "--data", path("data"), "--html", output},
        named);
    expect_refused({"run", model_, "--input", picture_, "--output", path("out"), "--json", output},
                   named);
    expect_refused({"compare", model_, kExample + "sprint_classifier.onnx", "--data", path("data"),
                    "--markdown", output},
                   {output, "is the base"});
  }
}

TEST_F(Overwrite, ASampleIsNoOutput) {
  for (const std::string& output : {picture_, path("samples/1.png")}) {
    expect_refused({"optimize", model_, "-o", output, "--data", path("data")},
                   {"--output: '" + output + "' is the sample"});
    expect_refused(
        {"quantize", model_, "-o", path("o.onnx"), "--data", path("data"), "--json", output},
        {"--json: '" + output + "' is the sample"});
    expect_refused({"classify", model_, path("data"), "--json", output}, {"is the picture"});
  }
}

TEST_F(Overwrite, AnInputOfARunIsNoOutput) {
  // The output of the example is called so that its file is the input's.
  const ChildResult first =
      run_sprint({"run", model_, "--input", picture_, "--output", path("out")});
  ASSERT_EQ(first.exit_code, 0) << first.error;
  const std::string name = names_in("out").front();
  fs::copy_file(picture_, path("out/" + name), fs::copy_options::overwrite_existing);
  expect_refused({"run", model_, "--input", path("out/" + name), "--output", path("out")},
                 {"--output: '" + path("out/" + name) + "' is the input"});
  EXPECT_EQ(bytes_of(path("out/" + name)), picture_bytes_);
  expect_refused(
      {"run", model_, "--input", picture_, "--output", path("new"), "--json", path("new/" + name)},
      {"--output and --json both name"});
}

TEST_F(Overwrite, ANewFolderOfARunTakesItsJson) {
  const ChildResult result = run_sprint(
      {"run", model_, "--input", picture_, "--output", path("new"), "--json", path("new/r.json")});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_TRUE(fs::exists(path("new/r.json")));
}

TEST_F(Overwrite, ExternalDataIsNoOutput) {
  // By hand: an initializer "w" of one float in the file w.bin, and an Identity of it.
  const auto field = [](int number, const std::string& bytes) {
    return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(bytes.size())} + bytes;
  };
  const auto varint = [](int number, int value) {
    return std::string{static_cast<char>(number << 3), static_cast<char>(value)};
  };
  const std::string entry = field(1, "location") + field(2, "w.bin");
  std::string tensor = varint(1, 1) + varint(2, 1) + field(8, "w");
  tensor += std::string{static_cast<char>(13 << 3 | 2), static_cast<char>(entry.size())} + entry;
  tensor += varint(14, 1);
  const std::string type = field(1, varint(1, 1) + field(2, field(1, varint(1, 1))));
  const std::string node = field(1, "w") + field(2, "y") + field(4, "Identity");
  const std::string graph =
      field(1, node) + field(2, "g") + field(5, tensor) + field(12, field(1, "y") + field(2, type));
  const std::string external =
      write("external.onnx", varint(1, 8) + field(7, graph) + field(8, varint(2, 13)));
  const std::string weights = write("w.bin", std::string(4, '\0'));
  expect_refused({"inspect", external, "--json", weights}, {"--json", "is the model", "w.bin"});
  EXPECT_EQ(bytes_of(weights), std::string(4, '\0'));
}

TEST_F(Overwrite, TwoOutputsAreTwoFiles) {
  const std::string one = path("one"), same = path("data/../one");
  expect_refused({"quantize", model_, "-o", one, "--mode", "dynamic", "--json", same},
                 {"--output and --json both name"});
  expect_refused({"optimize", model_, "-o", path("o.onnx"), "--data", path("data"), "--json", one,
                  "--html", same},
                 {"--json and --html both name"});
}

TEST_F(Overwrite, SettingsAndFramesOfAWatcherAreNoOutput) {
  const std::string settings = write("settings.json", "{}");
  const std::vector<std::string> watch{"watch", "--settings", settings, "--frames", path("data")};
  const auto with = [&](const char* option, const std::string& file) {
    std::vector<std::string> arguments = watch;
    arguments.insert(arguments.end(), {option, file});
    return arguments;
  };
  expect_refused(with("--metrics", settings), {"--metrics", "is the settings file"});
  expect_refused(with("--diagnose", picture_), {"--diagnose", "is the picture"});
  expect_refused(with("--screenshot", settings), {"--screenshot", "is the settings file"});
  EXPECT_EQ(bytes_of(settings), "{}");
}

// `sprint ARGUMENTS` with its standard output redirected by the shell.
ChildResult run_redirected(const std::string& arguments, const std::string& redirection) {
  ChildCommand command;
  command.arguments = {"/bin/bash", "-c", SPRINT_BINARY " " + arguments + " " + redirection};
  return run_child(command);
}

TEST_F(Overwrite, AnOutputThatFailsIsTold) {
  const std::string quoted = "'" + model_ + "'";
  for (const std::string& redirection : {std::string(">/dev/full"), std::string(">&-")}) {
    for (const std::string& arguments :
         {"inspect " + quoted, "inspect " + quoted + " --json -",
          "classify " + quoted + " '" + picture_ + "'", std::string("--help"),
          "bench " + quoted + " --rounds 5",
          "quantize " + quoted + " --mode dynamic --no-check -o '" + path("q.onnx") + "'"}) {
      const ChildResult result = run_redirected(arguments, redirection);
      EXPECT_EQ(result.exit_code, 3) << arguments << redirection << result.error;
      EXPECT_THAT(result.error, HasSubstr("standard output: cannot be written"));
      EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1) << result.error;
    }
  }
}

TEST_F(Overwrite, NoFileGetsThePlaceOfAClosedDescriptor) {
  const ChildResult result = run_redirected(
      "quantize '" + model_ + "' --mode dynamic -o '" + path("q.onnx") + "'", ">&- 2>&- <&-");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(run_sprint({"inspect", path("q.onnx")}).exit_code, 0);
}

TEST_F(Overwrite, AReaderThatIsGoneIsTold) {
  ChildCommand command;
  command.arguments = {
      "/bin/bash", "-c",
      "exec 3> >(:); wait $!; exec " SPRINT_BINARY " inspect '" + model_ + "' >&3"};
  const ChildResult result = run_child(command);
  EXPECT_EQ(result.exit_code, 3) << "signal " << result.signal;
  EXPECT_THAT(result.error, HasSubstr("standard output: cannot be written: Broken pipe"));
}

}  // namespace
}  // namespace sprint::tests
