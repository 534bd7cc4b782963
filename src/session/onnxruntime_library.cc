#include "session/onnxruntime_library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "base/error.h"

namespace sprint::session {
namespace {

constexpr const char* kLibrary = "libonnxruntime.so.1";

std::vector<std::string> candidates() {
  std::vector<std::string> paths;
  if (*SPRINT_ONNXRUNTIME != '\0') paths.emplace_back(SPRINT_ONNXRUNTIME);
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) paths.push_back(program.parent_path().parent_path() / "lib" / kLibrary);
  paths.emplace_back(kLibrary);
  return paths;
}

void* open_library(const std::string& path) { return dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL); }

void* find_library() {
  if (const char* chosen = std::getenv("SPRINT_ONNXRUNTIME");
      chosen != nullptr && *chosen != '\0') {
    if (void* library = open_library(chosen)) return library;
    fail("SPRINT_ONNXRUNTIME: cannot load ONNX Runtime from it: {}; unset it and run scripts/setup",
         dlerror());
  }
  for (const std::string& path : candidates()) {
    if (void* library = open_library(path)) return library;
  }
  fail(
      "ONNX Runtime's library ({}) was not found; run scripts/setup, or set SPRINT_ONNXRUNTIME to "
      "its path",
      kLibrary);
}

// "1.30.0" serves every API version up to 30.
int newest_api(const std::string& version) {
  const size_t dot = version.find('.');
  return dot == std::string::npos ? 0 : std::atoi(version.c_str() + dot + 1);
}

void ORT_API_CALL discard_log(void*, OrtLoggingLevel, const char*, const char*, const char*,
                              const char*) {}

OnnxRuntimeLibrary load() {
  void* library = find_library();
  using GetApiBase = const OrtApiBase* (*)();
  auto* get_base = reinterpret_cast<GetApiBase>(dlsym(library, "OrtGetApiBase"));
  if (get_base == nullptr)
    fail("the library that is to be ONNX Runtime has no OrtGetApiBase; check SPRINT_ONNXRUNTIME");
  const OrtApiBase* base = get_base();
  OnnxRuntimeLibrary loaded{nullptr, nullptr, base->GetVersionString()};
  // GetApi prints when it cannot serve a version, so it is not asked then.
  if (newest_api(loaded.version) >= ORT_API_VERSION) loaded.api = base->GetApi(ORT_API_VERSION);
  if (loaded.api == nullptr)
    fail("ONNX Runtime {} is too old: 1.{} or newer is needed; run scripts/setup", loaded.version,
         ORT_API_VERSION);
  OrtStatus* status = loaded.api->CreateEnvWithCustomLogger(
      discard_log, nullptr, ORT_LOGGING_LEVEL_FATAL, "sprint", &loaded.environment);
  if (status == nullptr) status = loaded.api->DisableTelemetryEvents(loaded.environment);
  if (status != nullptr)
    fail("ONNX Runtime does not start: {}", loaded.api->GetErrorMessage(status));
  return loaded;
}

std::string one_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  for (char& c : text) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  return text;
}

}  // namespace

const OnnxRuntimeLibrary& onnxruntime_library() {
  static const OnnxRuntimeLibrary library = load();
  return library;
}

void check(OrtStatus* status) {
  if (status == nullptr) return;
  const Handle<OrtStatus, &OrtApi::ReleaseStatus> owner(status);
  fail("ONNX Runtime: {}", one_line(ort().GetErrorMessage(status)));
}

void FreeAllocated::operator()(void* memory) const {
  // A failure to free has no one to tell.
  if (OrtStatus* status = ort().AllocatorFree(default_allocator(), memory))
    ort().ReleaseStatus(status);
}

OrtAllocator* default_allocator() {
  OrtAllocator* allocator = nullptr;
  check(ort().GetAllocatorWithDefaultOptions(&allocator));
  return allocator;
}

}  // namespace sprint::session
