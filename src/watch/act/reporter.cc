#include "watch/act/reporter.h"

#include <fmt/format.h>

#include <chrono>

#include "watch/write_now.h"

namespace sprint::watch {
namespace {

std::string event_line(std::string_view event, std::string_view text,
                       std::initializer_list<EventMember> members) {
  using std::chrono::duration_cast, std::chrono::microseconds;
  const auto monotonic =
      duration_cast<microseconds>(std::chrono::steady_clock::now().time_since_epoch());
  std::string line =
      fmt::format(R"({{"time": "{}", "t_us": {}, "event": "{}")",
                  utc_time(std::chrono::system_clock::now()), monotonic.count(), event);
  for (const EventMember& member : members)
    line += fmt::format(R"(, "{}": {})", member.name, member.json);
  return line + fmt::format(R"(, "text": {}}})", json_quoted(text)) + "\n";
}

}  // namespace

void Reporter::tell(LogLevel level, std::string_view event, std::string_view text,
                    std::initializer_list<EventMember> members) noexcept {
  log_.write(level, text);
  if (descriptor_ < 0) return;
  try {
    const std::string line = event_line(event, text, members);
    const std::lock_guard lock(mutex_);
    if (write_now(descriptor_, line) || dropped_) return;
    dropped_ = true;
    log_.write(LogLevel::warning, "events are lost: nobody reads standard output");
  } catch (...) {  // no memory
    dropped_ = true;
  }
}

}  // namespace sprint::watch
