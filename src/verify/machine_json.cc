#include "verify/machine_json.h"

#include <nlohmann/json.hpp>

namespace sprint::verify {

nlohmann::ordered_json machine_json(const Machine& machine) {
  return {{"cpu", machine.cpu},
          {"features", machine.features},
          {"cores", machine.cores},
          {"memory_bytes", machine.memory_bytes},
          {"os", machine.os},
          {"sprint", machine.sprint},
          {"onnxruntime", machine.onnxruntime}};
}

}  // namespace sprint::verify
