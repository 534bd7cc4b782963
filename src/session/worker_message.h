// What run_worker and the worker process say to each other.
//
// A task is one line of JSON and after it the bytes of the input tensors, one after the other:
//   {"parent":PID,"model":PATH,"runtime":NAME,"threads":N,"optimize":BOOL,"seed":N,
//    "shapes":[{NAME:[N,...]}],"inputs":[{"dtype":N,"dims":[N,...]}]}
// An answer is one line of JSON:
//   {"runtime":TEXT,"load_us":N,"first_run_us":N,"peak_memory_bytes":N,"shapes":{NAME:[N,...]}}
//   or {"error":TEXT,"code":N}
#pragma once

#include <string>
#include <string_view>

#include "session/worker.h"
#include "sprint/error.h"

namespace sprint::session {

struct ReceivedTask {
  int parent = 0;  // the process that wrote it
  WorkerTask task;
};

std::string encode_task(const WorkerTask& task, int parent);
// Throws Error{internal} where it is no task.
ReceivedTask decode_task(std::string_view message);

std::string encode_report(const WorkerReport& report);
std::string encode_error(const Error& error);
// Throws the Error that the answer tells of, and Error{internal} where it is no answer.
WorkerReport decode_answer(std::string_view answer);

}  // namespace sprint::session
