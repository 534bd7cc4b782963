#include "verify/figure_text.h"

#include <fmt/format.h>

#include <cmath>

#include "sprint/compare.h"

namespace sprint::verify {
namespace {

// `value` with three significant digits, but no fewer than its whole part has.
std::string three_digits(double value) {
  const double size = std::abs(value);
  const int decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f}", value, decimals);
}

}  // namespace

std::string time_text(double microseconds) {
  if (microseconds < 999.5) return three_digits(microseconds) + " us";
  if (microseconds < 999.5e3) return three_digits(microseconds / 1e3) + " ms";
  return three_digits(microseconds / 1e6) + " s";
}

std::string bytes_text(uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  const auto value = static_cast<double>(bytes);
  if (value < 999.5e3) return three_digits(value / 1e3) + " KB";
  if (value < 999.5e6) return three_digits(value / 1e6) + " MB";
  return three_digits(value / 1e9) + " GB";
}

std::string points_text(double share) { return fmt::format("{:.2f}", share * 100); }

std::string sqnr_text(double sqnr_db) {
  if (sqnr_db >= kMaxSqnrDb) return "equal";
  if (sqnr_db <= -kMaxSqnrDb) return "not finite";
  return fmt::format("{:.1f} dB", sqnr_db);
}

std::string names_text(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i)
    text += fmt::format("{}'{}'", i == 0 ? "" : i + 1 == names.size() ? " and " : ", ", names[i]);
  return text;
}

std::string count_text(size_t count, const char* noun) {
  return count_text(count, noun, (noun + std::string("s")).c_str());
}

std::string count_text(size_t count, const char* one, const char* several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

}  // namespace sprint::verify
