#include "session/worker.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/child_process.h"
#include "base/error.h"
#include "session/onnxruntime_library.h"
#include "session/worker_message.h"

namespace sprint::session {
namespace {

std::string worker_program() {
  if (const char* chosen = std::getenv("SPRINT_WORKER"); chosen != nullptr && *chosen != '\0')
    return chosen;
  std::error_code error;
  const auto running = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error && running.filename() == "sprint") return running;
  if (std::filesystem::exists(SPRINT_WORKER, error)) return SPRINT_WORKER;
  fail(
      "no sprint binary found that could run the model in a process of its own (looked for {}); "
      "install sprint, or set SPRINT_WORKER to its path",
      SPRINT_WORKER);
}

// The last line that the process wrote to its standard error, which says most about a crash.
std::string last_words(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const std::string line = text.substr(text.rfind('\n') + 1);
  return line.empty() ? "" : ": " + line;
}

// A line of /proc/self/status in bytes; these lines are in kB.
uint64_t status_bytes(const std::string& key) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(key + ":"))
      return std::strtoull(line.c_str() + key.size() + 1, nullptr, 10) * 1024;
  }
  fail_internal("/proc/self/status has no {}", key);
}

template <typename F>
double time_us(F f) {
  const auto start = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
      .count();
}

WorkerReport perform(WorkerTask& task) {
  WorkerReport report;
  if (task.options.runtime == Runtime::onnxruntime) onnxruntime_library();
  std::unique_ptr<Session> session;
  report.load_us = time_us([&] { session = open_session(task.model, task.options); });
  report.runtime = session->runtime();
  if (task.inputs.empty())
    task.inputs = with_context(
        task.model, [&] { return random_inputs(session->inputs(), task.shapes, task.seed); });
  session->bind(task.inputs);
  report.first_run_us = time_us([&] { session->run_bound(); });
  report.peak_memory_bytes = status_bytes("VmHWM");
  return report;
}

}  // namespace

WorkerReport run_worker(const WorkerTask& task) {
  ChildCommand command;
  command.arguments = {worker_program(), "worker"};
  command.input = encode_task(task, getpid());
  command.timeout = task.timeout;
  const ChildResult result = run_child(command);
  if (result.timed_out)
    fail("{}: did not load and run once within {} s and was stopped", task.model,
         std::chrono::ceil<std::chrono::seconds>(task.timeout).count());
  if (result.signal != 0)
    fail("{}: the process that loads and runs it once was ended by {}{}", task.model,
         signal_text(result.signal), last_words(result.error));
  if (result.exit_code != 0)
    fail_internal("{} worker: exit code {}{}", command.arguments[0], result.exit_code,
                  last_words(result.error));
  return decode_answer(result.output);
}

std::string answer_worker_task(std::string_view message) {
  try {
    ReceivedTask received = decode_task(message);
    die_with_parent(received.parent);
    return encode_report(perform(received.task));
  } catch (const Error& error) {
    return encode_error(error);
  }
}

}  // namespace sprint::session
