// Models run in a process of their own: not even a crash of the runtime reaches the caller, and
// what is measured is of that model alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "session/inputs.h"
#include "sprint/session.h"

namespace sprint::session {

// Load a model and run it once.
struct WorkerTask {
  std::string model;           // path of the ONNX file
  std::vector<Tensor> inputs;  // one per input; none: random_inputs(shapes, seed)
  std::vector<InputShapes>
      shapes;  // tried in turn until the model runs; none: open dimensions are 1
  uint64_t seed = 0;
  SessionOptions options;
  std::chrono::milliseconds timeout = std::chrono::minutes(10);
};

struct WorkerReport {
  std::string runtime;  // "onnxruntime 1.30.0"
  // Of opening the session, without loading ONNX Runtime's library where that is the runtime of the
  // task.
  double load_us = 0;
  double first_run_us = 0;         // of the first run, which follows at once
  uint64_t peak_memory_bytes = 0;  // resident, of the whole process (VmHWM of proc(5))
  InputShapes shapes;              // of the task's, those that it ran on
};

// Performs the task in a fresh process: `sprint worker` of the binary that $SPRINT_WORKER names,
// else of the running program if that is sprint, else of the installed one. Throws Error naming the
// model where it does not load or run, crashes the process (with the signal) or takes longer than
// the timeout, and saying what to do where there is no such binary.
WorkerReport run_worker(const WorkerTask& task);

// The other side: performs the task in `message`, as run_worker wrote it, and returns the answer to
// it. Errors become part of the answer.
std::string answer_worker_task(std::string_view message);

}  // namespace sprint::session
