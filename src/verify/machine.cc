#include "verify/machine.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "base/cpu.h"
#include "session/onnxruntime_library.h"

namespace sprint::verify {
namespace {

// PRETTY_NAME of os-release(5).
std::string distribution() {
  const std::string key = "PRETTY_NAME=";
  std::ifstream file("/etc/os-release");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    std::string name = line.substr(key.size());
    std::erase(name, '"');
    return name;
  }
  return "unknown";
}

std::string kernel() {
  utsname names{};
  return uname(&names) == 0 ? std::string(names.sysname) + " " + names.release : "unknown";
}

uint64_t memory_bytes() {
  return static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) *
         static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

Machine describe_machine() {
  return {cpu_model(),
          cpu_features(),
          std::thread::hardware_concurrency(),
          memory_bytes(),
          distribution() + ", " + kernel(),
          SPRINT_VERSION,
          session::onnxruntime_library().version};
}

}  // namespace sprint::verify
