// The processor that this runs on, and which core of it.
#pragma once

#include <string>
#include <vector>

namespace sprint {

// As the system names it: "AMD EPYC 9B14"; "unknown" where it does not.
std::string cpu_model();

// Instruction sets for vectors and INT8 that both the processor and the system support, by Linux's
// names: "avx2", "avx512_vnni", "avx_vnni", ... Empty on processors other than x86-64.
std::vector<std::string> cpu_features();

// Keeps the calling thread on the core it runs on, until the end of the object's life; then it may
// run where it could before. Does nothing where the system does not allow it.
class PinnedThread {
 public:
  PinnedThread();
  ~PinnedThread();
  PinnedThread(const PinnedThread&) = delete;
  PinnedThread& operator=(const PinnedThread&) = delete;

  // Moves the thread to the next of the cores that it may run on and that reach the same clock rate
  // as the first; after four, or where there are no more, back to the first.
  void next_core();

 private:
  std::vector<int> cores_;              // the first is where it ran
  size_t at_ = 0;                       // of cores_
  std::vector<unsigned long> allowed_;  // cpu_set_t of before; empty where not pinned
};

}  // namespace sprint
