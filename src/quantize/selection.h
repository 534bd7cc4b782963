// Which nodes the user's options admit to quantization.
#pragma once

#include <string_view>
#include <vector>

#include "ir/model.h"
#include "sprint/quantize.h"

namespace sprint::quantization {

struct Selection {
  std::vector<bool> admitted;  // per node: options.op_types, nodes and exclude all allow it
  std::vector<bool> excluded;  // per node: options.exclude names it
};

// A node without a name goes by the name of its first output. Throws Error{usage} where a pattern
// matches no node, naming the nearest names, or where an operator is not in the model or has no
// integer form.
Selection select_nodes(const ir::Model& model, const QuantizeOptions& options);

// Throws Error{usage} where a pattern of options.nodes or one of options.op_types names nodes none
// of which is marked in `quantized`, listing those marked in `possible`, which are quantized
// without these options.
void check_selected(const ir::Model& model, const QuantizeOptions& options,
                    const std::vector<bool>& quantized, const std::vector<bool>& possible);

// `*` in `pattern` stands for any run of characters, also none; all else for itself.
bool matches(std::string_view pattern, std::string_view text);

}  // namespace sprint::quantization
