// What became of one recipe in one runtime.
#pragma once

#include <string>

#include "sprint/compare.h"

namespace sprint::optimize {

struct Attempt {
  std::string recipe;                      // "static QDQ, per channel, min-max"
  Runtime runtime = Runtime::onnxruntime;  // that it was measured in
  bool quantized = true;  // false: the prepared float model, tried to see what INT8 has to beat
  bool thorough = false;  // measured as a finalist; else only screened: briefly, on some samples
  std::string failure;    // why there is no model; empty where there is one
  Comparison comparison;  // these two are meaningless after a failure
  Verdict verdict;
};

}  // namespace sprint::optimize
