#include "session/worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/temporary_folder.h"
#include "session/worker_message.h"
#include "sprint/error.h"
#include "tests/support/tiny_model.h"

namespace sprint::session {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Worker : public ::testing::Test {
 protected:
  Worker() { setenv("SPRINT_WORKER", SPRINT_BINARY, 1); }

  std::string write(const std::string& name, const std::string& content) {
    const std::string path = folder_.path() + "/" + name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  // Has the worker be a shell script instead.
  void set_worker(const std::string& script) {
    const std::string path = write("worker", "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    setenv("SPRINT_WORKER", path.c_str(), 1);
  }

  std::string error_of(const WorkerTask& task, ErrorCode code = ErrorCode::bad_input) {
    try {
      run_worker(task);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code);
      return error.what();
    }
    ADD_FAILURE() << "no error";
    return "";
  }

  TemporaryFolder folder_;
  WorkerTask task_{
      write("model.onnx", tests::unary_model("Neg", DType::float32, {-1, 2})), {}, {}, 0, {}};
};

TEST_F(Worker, LoadsRunsAndMeasures) {
  EXPECT_THAT(run_worker(task_).runtime, HasSubstr("native"));
  task_.options.runtime = Runtime::onnxruntime;
  const WorkerReport report = run_worker(task_);
  EXPECT_THAT(report.runtime, HasSubstr("onnxruntime 1."));
  EXPECT_GT(report.load_us, 0);
  EXPECT_GT(report.first_run_us, 0);
  EXPECT_GT(report.peak_memory_bytes, uint64_t{1} << 20);
  EXPECT_LT(report.peak_memory_bytes, uint64_t{1} << 30);
}

TEST_F(Worker, TakesInputs) {
  task_.inputs = {Tensor(DType::float32, {3, 2})};
  EXPECT_NO_THROW(run_worker(task_));
  task_.inputs = {Tensor(DType::float32, {3, 4})};
  EXPECT_THAT(error_of(task_), AllOf(HasSubstr("model.onnx"), HasSubstr("got float32 [3, 4]")));
}

TEST_F(Worker, TriesShapesUntilTheModelRuns) {
  task_.shapes = {{{"x", {4, 3}}}, {{"x", {5, 2}}}, {{"x", {6, 2}}}};
  EXPECT_EQ(run_worker(task_).shapes, task_.shapes[1]);
  task_.shapes = {{{"x", {4, 3}}}, {{"x", {4, 5}}}};
  EXPECT_THAT(error_of(task_), AllOf(HasSubstr("'x'"), HasSubstr("got [4, 5]")));
}

TEST_F(Worker, ReportsAModelThatDoesNotLoad) {
  task_.model = write("text.onnx", "no model");
  EXPECT_THAT(error_of(task_), HasSubstr("text.onnx: is damaged"));
}

TEST_F(Worker, ReportsTheSignalOfACrash) {
  set_worker("echo 'double free' >&2; kill -SEGV $$");
  EXPECT_THAT(error_of(task_),
              AllOf(HasSubstr("model.onnx"), HasSubstr("SIGSEGV"), HasSubstr("double free")));
}

TEST_F(Worker, ReportsATimeout) {
  set_worker("exec sleep 600");
  task_.timeout = std::chrono::milliseconds(50);
  EXPECT_THAT(error_of(task_), AllOf(HasSubstr("model.onnx"), HasSubstr("within 1 s")));
}

TEST_F(Worker, TakesNothingButAnAnswer) {
  set_worker("echo hello");
  EXPECT_THAT(error_of(task_, ErrorCode::internal), HasSubstr("answer"));
  set_worker("exit 3");
  EXPECT_THAT(error_of(task_, ErrorCode::internal), HasSubstr("exit code 3"));
  setenv("SPRINT_WORKER", "/nonexistent/sprint", 1);
  EXPECT_THAT(error_of(task_), HasSubstr("/nonexistent/sprint"));
}

TEST(WorkerMessage, CarriesTasksUnchanged) {
  WorkerTask task{"a \"path\"\n\xff.onnx",
                  {Tensor(DType::uint8, {3})},
                  {{{"\xc3\xa9", {1, 2}}}, {}},
                  9,
                  {Runtime::native, 2, false}};
  task.inputs[0].as<uint8_t>()[1] = '\n';
  const ReceivedTask received = decode_task(encode_task(task, 77));
  EXPECT_EQ(received.parent, 77);
  EXPECT_EQ(received.task.model, task.model);
  EXPECT_EQ(received.task.shapes, task.shapes);
  EXPECT_EQ(received.task.seed, 9U);
  EXPECT_EQ(received.task.options.runtime, Runtime::native);
  EXPECT_EQ(received.task.options.threads, 2);
  EXPECT_FALSE(received.task.options.optimize);
  ASSERT_EQ(received.task.inputs.size(), 1U);
  EXPECT_THAT(received.task.inputs[0].as<uint8_t>(), ElementsAre(0, '\n', 0));
}

TEST(WorkerMessage, CarriesErrors) {
  try {
    decode_answer(encode_error(Error(ErrorCode::usage, "bad \xff")));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_STREQ(error.what(), "bad \xff");
  }
}

}  // namespace
}  // namespace sprint::session
