// A run of the native runtime leaves the rest of the system alone: no allocation, no lock that
// waits, no system call.
#include <gtest/gtest.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <string>

#include "ir/model.h"
#include "session/inputs.h"
#include "sprint/model.h"
#include "sprint/quantize.h"
#include "sprint/session.h"

namespace {
std::atomic<size_t> allocations{0};
}

// Counts what C++ code allocates in this program.
void* operator new(size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size);
}
void* operator new(size_t size, std::align_val_t alignment) {
  ++allocations;
  const auto unit = static_cast<size_t>(alignment);
  if (void* const memory = std::aligned_alloc(unit, (size + unit - 1) / unit * unit)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, size_t, std::align_val_t) noexcept { std::free(memory); }

namespace sprint::tests {
namespace {

std::string shared_data() {
  const char* set = std::getenv("SPRINT_SHARED_DATA");
  return set != nullptr ? set : SPRINT_SOURCE_DIR "/../shared/data";
}

std::unique_ptr<Session> bound(const Model& model) {
  auto session = open_session(model, {.runtime = Runtime::native});
  session->bind(session::random_inputs(session->inputs()));
  return session;
}

// `path` in FP32 and INT8, static by the samples in `folder` and dynamic.
void add_forms(std::vector<Model>& models, const std::string& path, const std::string& folder) {
  if (!std::filesystem::exists(path)) return;
  const Model model = Model::load(path);
  SampleSet samples = open_samples(folder);
  samples.samples.resize(2);
  models.push_back(model);
  QuantizeOptions options;
  options.check = false;
  models.push_back(quantize(model, &samples, options));
  options.mode = QuantizeMode::dynamic;
  models.push_back(quantize(model, nullptr, options));
}

// The example and, where it is there, UltraFace.
std::vector<Model> models() {
  const std::string example = SPRINT_SOURCE_DIR "/examples/sprint_classifier";
  const std::string faces = shared_data() + "/ultraface";
  std::vector<Model> all;
  add_forms(all, example + "/sprint_classifier.onnx", example + "/frames");
  add_forms(all, faces + "/version-RFB-320_simplified.onnx", faces + "/images");
  return all;
}

TEST(QuietRun, AllocatesNothing) {
  for (const Model& model : models()) {
    const auto session = bound(model);
    session->run_bound();
    const size_t in_use = mallinfo2().uordblks, before = allocations;
    session->run_bound();
    EXPECT_EQ(allocations, before) << model.ir().path;
    EXPECT_EQ(mallinfo2().uordblks, in_use) << model.ir().path;
  }
  EXPECT_GT(allocations, 0U);
}

// In a child that the kernel kills at the first system call other than write and exit.
bool runs_without_system_calls(Session& session) {
  const pid_t child = fork();
  if (child == 0) {
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0) _exit(2);
    session.run_bound();
    syscall(SYS_exit, 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(QuietRun, CallsNoSystem) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizer makes system calls of its own";
#endif
  for (const Model& model : models()) {
    EXPECT_TRUE(runs_without_system_calls(*bound(model))) << model.ir().path;
  }
}

}  // namespace
}  // namespace sprint::tests
