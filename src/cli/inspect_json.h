// A model summary as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "cli/model_summary.h"

namespace sprint::cli {

// `nodes`: with one entry per node.
nlohmann::ordered_json summary_json(const ir::Model& model, const ModelSummary& summary,
                                    bool nodes);

}  // namespace sprint::cli
