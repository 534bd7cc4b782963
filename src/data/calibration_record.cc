#include "data/calibration_record.h"

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "base/error.h"

namespace sprint::data {
namespace {

constexpr size_t kDigits = 8;

uint32_t recorded_hash(const Sample& sample) {
  return static_cast<uint32_t>(sample.content_hash >> 32);
}

std::set<uint32_t> parse_record(std::string_view record) {
  std::set<uint32_t> hashes;
  for (size_t start = 0; start < record.size(); start += kDigits) {
    const std::string_view digits = record.substr(start, kDigits);
    const char* const last = digits.data() + digits.size();
    uint32_t hash = 0;
    const auto [end, error] = std::from_chars(digits.data(), last, hash, 16);
    if (digits.size() != kDigits || error != std::errc() || end != last)
      fail("metadata '{}': expected hexadecimal digits, {} per sample", kCalibrationKey, kDigits);
    hashes.insert(hash);
  }
  return hashes;
}

}  // namespace

std::string calibration_record(const SampleSet& set) {
  std::set<uint32_t> hashes;
  for (const Sample& sample : set.samples) hashes.insert(recorded_hash(sample));
  std::string record;
  for (const uint32_t hash : hashes) record += fmt::format("{:08x}", hash);
  return record;
}

SampleSet without_recorded(const SampleSet& set, std::string_view record) {
  const std::set<uint32_t> hashes = parse_record(record);
  SampleSet rest = set;
  std::erase_if(rest.samples,
                [&](const Sample& sample) { return hashes.contains(recorded_hash(sample)); });
  return rest;
}

}  // namespace sprint::data
