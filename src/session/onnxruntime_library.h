// ONNX Runtime's C API: its library, loaded at first use, and owners of what it hands out.
#pragma once

#include <onnxruntime_c_api.h>

#include <memory>
#include <string>
#include <utility>

namespace sprint::session {

struct OnnxRuntimeLibrary {
  const OrtApi* api;
  OrtEnv* environment;  // lives as long as the process, prints nothing, sends nothing
  std::string version;  // "1.30.0"
};

// Loads the library where that has not happened yet: from $SPRINT_ONNXRUNTIME if it is set, else
// from the path known at compile time, ../lib beside the running program, or where the system's
// loader finds libonnxruntime.so.1. Throws Error saying how to get it where there is none, or it is
// older than the API that Sprint was built with.
const OnnxRuntimeLibrary& onnxruntime_library();

inline const OrtApi& ort() { return *onnxruntime_library().api; }

// Throws Error with ONNX Runtime's words, on one line, if `status` reports a failure.
void check(OrtStatus* status);

template <typename T, auto release>
struct Release {
  void operator()(T* handle) const { (ort().*release)(handle); }
};

template <typename T, auto release>
using Handle = std::unique_ptr<T, Release<T, release>>;

using SessionHandle = Handle<OrtSession, &OrtApi::ReleaseSession>;
using SessionOptionsHandle = Handle<OrtSessionOptions, &OrtApi::ReleaseSessionOptions>;
using RunOptionsHandle = Handle<OrtRunOptions, &OrtApi::ReleaseRunOptions>;
using BindingHandle = Handle<OrtIoBinding, &OrtApi::ReleaseIoBinding>;
using ValueHandle = Handle<OrtValue, &OrtApi::ReleaseValue>;
using MemoryInfoHandle = Handle<OrtMemoryInfo, &OrtApi::ReleaseMemoryInfo>;
using TypeInfoHandle = Handle<OrtTypeInfo, &OrtApi::ReleaseTypeInfo>;
using TensorInfoHandle = Handle<OrtTensorTypeAndShapeInfo, &OrtApi::ReleaseTensorTypeAndShapeInfo>;

// Calls a function of the API whose last parameter receives a new object, and owns that object.
template <typename H, typename Function, typename... Args>
H create(Function function, Args&&... args) {
  typename H::pointer raw = nullptr;
  check(function(std::forward<Args>(args)..., &raw));
  return H(raw);
}

// Memory that the API allocated for text or arrays.
struct FreeAllocated {
  void operator()(void* memory) const;
};
template <typename T>
using Allocated = std::unique_ptr<T, FreeAllocated>;

OrtAllocator* default_allocator();

}  // namespace sprint::session
