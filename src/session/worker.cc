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

void run_once(Session& session, std::span<const Tensor> inputs, WorkerReport& report) {
  session.bind(inputs);
  report.first_run_us = time_us([&] { session.run_bound(); });
}

// The error is that of the last shapes.
void run_on_random(Session& session, const WorkerTask& task, WorkerReport& report) {
  const std::vector<InputShapes> all =
      task.shapes.empty() ? std::vector<InputShapes>(1) : task.shapes;
  for (size_t i = 0; i < all.size(); ++i) {
    try {
      const std::vector<Tensor> inputs = with_context(
          task.model, [&] { return random_inputs(session.inputs(), all[i], task.seed); });
      run_once(session, inputs, report);
      report.shapes = all[i];
      return;
    } catch (const Error&) {
      if (i + 1 == all.size()) throw;
    }
  }
}

WorkerReport perform(const WorkerTask& task) {
  WorkerReport report;
  if (task.options.runtime == Runtime::onnxruntime) onnxruntime_library();
  std::unique_ptr<Session> session;
  report.load_us = time_us([&] { session = open_session(task.model, task.options); });
  if (task.inputs.empty())
    run_on_random(*session, task, report);
  else
    run_once(*session, task.inputs, report);
  report.runtime = session->runtime();
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
