// Shorthands for throwing sprint::Error with a formatted message, and for adding context on the way
// out.
#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "sprint/error.h"

namespace sprint {

// Throws Error{bad_input} with a message formatted as by fmt::format.
template <typename... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorCode::bad_input, fmt::format(format, std::forward<Args>(args)...));
}

// Throws Error{usage}: an option or setting is wrong.
template <typename... Args>
[[noreturn]] void fail_usage(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorCode::usage, fmt::format(format, std::forward<Args>(args)...));
}

// Throws Error{internal}: an invariant of Sprint's own does not hold.
template <typename... Args>
[[noreturn]] void fail_internal(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorCode::internal, fmt::format(format, std::forward<Args>(args)...));
}

// Returns f(); an Error that leaves f gets `context` in front.
template <typename F>
decltype(auto) with_context(std::string_view context, F&& f) {
  try {
    return std::forward<F>(f)();
  } catch (Error& error) {
    error.in(context);
    throw;
  }
}

}  // namespace sprint
