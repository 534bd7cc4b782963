// The names of measures.
#include <array>

#include "base/error.h"
#include "sprint/quality.h"

namespace sprint {
namespace {

struct Named {
  const char* name;
  Measure measure;
};

constexpr std::array kNames{
    Named{"classes", Measure::classes},       Named{"accuracy", Measure::accuracy},
    Named{"agreement", Measure::agreement},   Named{"detections", Measure::detections},
    Named{"sequences", Measure::sequences},   Named{"masks", Measure::masks},
    Named{"scores", Measure::scores},         Named{"embeddings", Measure::embeddings},
    Named{"regression", Measure::regression}, Named{"evaluate", Measure::evaluate}};

}  // namespace

const char* measure_name(Measure measure) {
  for (const Named& named : kNames)
    if (named.measure == measure) return named.name;
  fail_internal("a measure without a name");
}

Measure parse_measure(std::string_view name) {
  if (name == "sqnr") return Measure::regression;
  for (const Named& named : kNames)
    if (named.name == name) return named.measure;
  std::string names;
  for (const Named& named : kNames) names += (names.empty() ? "" : ", ") + std::string(named.name);
  fail_usage("'{}' is no measure of quality: expected one of {}", name, names);
}

}  // namespace sprint
