// What figures were measured on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sprint::verify {

struct Machine {
  std::string cpu;                    // "AMD EPYC 9B14"
  std::vector<std::string> features;  // instruction sets, see base/cpu.h
  unsigned cores = 0;                 // that this process may use
  uint64_t memory_bytes = 0;
  std::string os;           // "Debian GNU/Linux 12 (bookworm), Linux 6.1.0"
  std::string sprint;       // version
  std::string onnxruntime;  // version
};

// Throws Error where ONNX Runtime's library does not load.
Machine describe_machine();

}  // namespace sprint::verify
