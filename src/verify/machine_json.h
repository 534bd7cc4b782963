// The machine as it stands in every JSON result.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "verify/machine.h"

namespace sprint::verify {

// {"cpu", "features", "cores", "memory_bytes", "os", "sprint", "onnxruntime"}.
nlohmann::ordered_json machine_json(const Machine& machine);

}  // namespace sprint::verify
