// Says what happens: to people in the log, to programs as JSON.
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>

#include "watch/log.h"
#include "watch/settings/located_json.h"

namespace sprint::watch {

// One member of a JSON object.
struct EventMember {
  std::string_view name;
  std::string json;  // the value as JSON

  EventMember(std::string_view key, std::string_view text) : name(key), json(json_quoted(text)) {}
  EventMember(std::string_view key, const char* text) : EventMember(key, std::string_view(text)) {}
  EventMember(std::string_view key, const std::string& text)
      : EventMember(key, std::string_view(text)) {}
  template <typename T>
  requires std::is_arithmetic_v<T> EventMember(std::string_view key, T value)
      : name(key), json(fmt::format("{}", value)) {}
};

// May be used by several threads; never waits for a reader.
class Reporter {
 public:
  // Events go to `descriptor` (-1: nowhere). `log` must outlive this.
  Reporter(Log& log, int descriptor) : log_(log), descriptor_(descriptor) {}

  // A line of the log, and as event
  // {"time": "2026-11-25T10:44:14.123Z", "t_us": 26544513670, "event": NAME, MEMBERS...,
  // "text": TEXT}
  // with t_us in microseconds of the monotonic clock. An event that nobody takes at once is
  // dropped, and the log says so the first time.
  void tell(LogLevel level, std::string_view event, std::string_view text,
            std::initializer_list<EventMember> members = {}) noexcept;

  Log& log() { return log_; }

 private:
  Log& log_;
  const int descriptor_;
  std::mutex mutex_;
  bool dropped_ = false;  // an event, so far
};

}  // namespace sprint::watch
