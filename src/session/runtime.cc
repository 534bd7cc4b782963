// The choice of a runtime by its name.
#include <array>
#include <utility>

#include "base/error.h"
#include "sprint/session.h"

namespace sprint {
namespace {

constexpr std::array<std::pair<Runtime, const char*>, 3> kRuntimes{
    {{Runtime::onnxruntime, "onnxruntime"},
     {Runtime::native, "native"},
     {Runtime::automatic, "auto"}}};

}  // namespace

std::string runtime_name(Runtime runtime) { return kRuntimes[static_cast<size_t>(runtime)].second; }

Runtime parse_runtime(const std::string& name) {
  for (const auto& [runtime, own_name] : kRuntimes) {
    if (name == own_name) return runtime;
  }
  fail_usage("no runtime '{}'; known: native, onnxruntime, auto", name);
}

}  // namespace sprint
