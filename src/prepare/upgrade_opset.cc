#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>
#include <utility>

#include "base/error.h"
#include "ir/edit.h"
#include "ops/arity.h"
#include "ops/op.h"
#include "prepare/at_node.h"
#include "prepare/bodies.h"
#include "prepare/passes.h"

namespace sprint::prepare_passes {
namespace {

// The oldest IR version that a model of this version of ai.onnx may have (ONNX's table of
// releases). Initializers that are no inputs want 4.
int64_t ir_version_for(int64_t opset) {
  constexpr std::array<std::pair<int64_t, int64_t>, 7> kTable{
      {{21, 10}, {19, 9}, {15, 8}, {12, 7}, {11, 6}, {10, 5}, {0, 4}}};
  return std::find_if(kTable.begin(), kTable.end(),
                      [opset](const auto& row) { return opset >= row.first; })
      ->second;
}

class OpsetUpgrade {
 public:
  OpsetUpgrade(ir::Model& model, int64_t from, int64_t to)
      : names_(model.graph), from_(from), to_(to) {
    for (const ir::Function& function : model.functions) {
      if (function.domain.empty()) functions_.insert(function.name);
    }
  }

  void run(ir::Graph& graph) {
    std::vector<ir::Node> nodes;
    for (size_t i = 0; i < graph.nodes.size(); ++i) {
      at_node(graph, i, [&] {
        for (ir::Node& node : rewrite(graph, graph.nodes[i])) nodes.push_back(std::move(node));
      });
    }
    graph.nodes = std::move(nodes);
  }

 private:
  // The node, and what earlier steps put around it, from version to version.
  std::vector<ir::Node> rewrite(ir::Graph& graph, const ir::Node& node) {
    std::vector<ir::Node> nodes{node};
    transform_bodies(nodes.front(), [this](ir::Graph& body) { run(body); });
    for (int64_t version = from_ + 1; version <= to_; ++version) {
      std::vector<ir::Node> next;
      for (ir::Node& current : nodes) step(graph, std::move(current), version, next);
      nodes = std::move(next);
    }
    return nodes;
  }

  void step(ir::Graph& graph, ir::Node node, int64_t version, std::vector<ir::Node>& result) {
    const ops::Upgrade* upgrade = find_upgrade(node, version);
    if (upgrade == nullptr) {
      result.push_back(std::move(node));
      return;
    }
    ops::check_arity(node);
    ops::UpgradeContext context(graph, names_, node);
    with_context(fmt::format("from version {} to {} of ai.onnx", version - 1, version),
                 [&] { upgrade->rewrite(context); });
    const std::string base = node.name;
    for (ir::Node& before : context.before) result.push_back(named(std::move(before), base));
    result.push_back(std::move(node));
    for (ir::Node& after : context.after) result.push_back(named(std::move(after), base));
  }

  // Names a new node after the one that it serves.
  ir::Node named(ir::Node node, const std::string& base) {
    if (!base.empty()) node.name = names_.fresh(base + "_" + node.op_type);
    return node;
  }

  const ops::Upgrade* find_upgrade(const ir::Node& node, int64_t version) const {
    if (!node.domain.empty() || functions_.contains(node.op_type)) return nullptr;
    const ops::OpSpec* spec = ops::find_op(node.domain, node.op_type);
    if (spec == nullptr) return nullptr;
    const auto found =
        std::find_if(spec->upgrades.begin(), spec->upgrades.end(),
                     [version](const ops::Upgrade& upgrade) { return upgrade.to == version; });
    return found != spec->upgrades.end() ? &*found : nullptr;
  }

  ir::Names names_;
  std::unordered_set<std::string> functions_;
  int64_t from_, to_;
};

}  // namespace

ir::Model upgrade_opset(ir::Model model, int64_t target) {
  const int64_t from = ir::opset_version(model);
  if (from == 0) return model;  // no operator of ai.onnx in it
  if (from < ops::kOldestOpset) {
    fail(
        "the model is of version {} of ai.onnx, older than {}; export it anew, or convert it with "
        "ONNX's version converter",
        from, ops::kOldestOpset);
  }
  if (from < target) {
    OpsetUpgrade(model, from, target).run(model.graph);
    ir::set_opset_version(model, "", target);
  }
  model.ir_version = std::max(model.ir_version, ir_version_for(std::max(from, target)));
  return model;
}

}  // namespace sprint::prepare_passes
