// A model summary as text for people.
#pragma once

#include <string>

#include "cli/model_summary.h"

namespace sprint::cli {

// `nodes`: with one line per node.
std::string summary_text(const ir::Model& model, const ModelSummary& summary, bool nodes);

}  // namespace sprint::cli
