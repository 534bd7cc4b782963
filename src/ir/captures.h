// What the bodies of If, Loop and Scan take from the graphs around them, by name.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ir/graph.h"

namespace sprint::ir {

// The bodies among the attributes of `node`, in their order.
std::vector<GraphPtr> bodies(const Node& node);

// Names of the values that `graph` defines itself: inputs, constants, outputs of its nodes. The
// views last as long as the graph's values.
std::unordered_set<std::string_view> defined_names(const Graph& graph);

// Names that the bodies of `node`, or bodies within them, use and do not define: sorted, each once.
std::vector<std::string> captured_names(const Node& node);

using Renames = std::unordered_map<std::string, std::string>;

// Makes every capture by the bodies of `node` follow `renames`. Values of a body that would hide a
// new name get another one.
void rename_captures(Node& node, const Renames& renames);

}  // namespace sprint::ir
