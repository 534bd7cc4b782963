// Figures as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sprint::verify {

// Three digits and the unit that suits: "85.2 us", "3.40 ms", "1.20 s".
std::string time_text(double microseconds);

// Decimal units: "512 B", "330 KB", "1.28 MB".
std::string bytes_text(uint64_t bytes);

// A share of samples in percentage points, two decimals: 0.0033 is "0.33".
std::string points_text(double share);

// "41.0 dB"; "equal" and "not finite" at the ends of the scale.
std::string sqnr_text(double sqnr_db);

// "'a'", "'a', 'b' and 'c'".
std::string names_text(const std::vector<std::string>& names);

// "1 sample", "2 samples".
std::string count_text(size_t count, const char* noun);

// "1 box", "2 boxes".
std::string count_text(size_t count, const char* one, const char* several);

}  // namespace sprint::verify
