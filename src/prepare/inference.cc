#include "prepare/inference.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/error.h"
#include "ir/captures.h"
#include "ops/arity.h"
#include "ops/op.h"
#include "prepare/at_node.h"
#include "prepare/bodies.h"
#include "prepare/passes.h"

namespace sprint::prepare_passes {
namespace {

using ops::Fact;

constexpr int64_t kSmall = 1024;  // elements that shape arithmetic handles at most

Fact constant_fact(const ir::ConstantPtr& constant) {
  return {constant->dtype(), shape_of(constant->dims()), constant, {}};
}

// What the rule finds wins over what the file declares, which is older and may be wrong; the file
// fills in what the rule leaves open.
void add_declared(Fact& fact, const ir::Type& declared) {
  if (fact.dtype == DType::undefined) fact.dtype = declared.dtype;
  if (!declared.shape) return;
  if (!fact.shape) {
    fact.shape = declared.shape;
    return;
  }
  if (fact.shape->size() != declared.shape->size()) return;
  for (size_t i = 0; i < fact.shape->size(); ++i) {
    Dim& dim = (*fact.shape)[i];
    const Dim& other = (*declared.shape)[i];
    if (!dim.known() && (other.known() || dim.symbol.empty())) dim = other;
  }
}

// Names of dimensions that the file declares stay: users of the model may know them.
void update_type(ir::Type& type, const Fact& fact) {
  if (!type.other.empty()) return;  // not a tensor
  type.dtype = fact.dtype;
  if (!fact.shape) return;
  Shape shape = *fact.shape;
  if (type.shape && type.shape->size() == shape.size()) {
    for (size_t i = 0; i < shape.size(); ++i) {
      if (!shape[i].known() && !(*type.shape)[i].symbol.empty()) shape[i] = (*type.shape)[i];
    }
  }
  type.shape = std::move(shape);
}

// Facts of a graph's values, and of the graphs around it for what it captures.
class Scope {
 public:
  Scope(const ir::Graph& graph, const Scope* outer) : outer_(outer), facts_(graph.values.size()) {
    std::vector<bool> defined(graph.values.size());
    const auto define = [&](ir::ValueId id) {
      if (id != ir::kNoValue) defined[static_cast<size_t>(id)] = true;
    };
    std::for_each(graph.inputs.begin(), graph.inputs.end(), define);
    for (const ir::Node& node : graph.nodes) {
      std::for_each(node.outputs.begin(), node.outputs.end(), define);
    }
    for (size_t i = 0; i < graph.values.size(); ++i) {
      const ir::Value& value = graph.values[i];
      if (value.constant && !defined[i]) {
        facts_[i] = constant_fact(value.constant);
      } else if (!defined[i]) {
        if (const Fact* captured = find_outside(value.name)) facts_[i] = *captured;
      }
    }
  }

  // Called before a node with bodies, so that they find what is known by then.
  void publish(const ir::Graph& graph) {
    for (; published_ < graph.values.size(); ++published_) {
      ids_.emplace(graph.values[published_].name, published_);
    }
  }

  Fact& operator[](ir::ValueId id) {
    const auto index = static_cast<size_t>(id);
    if (index >= facts_.size()) facts_.resize(index + 1);
    return facts_[index];
  }

 private:
  const Fact* find(const std::string& name) const {
    const auto found = ids_.find(name);
    return found != ids_.end() && found->second < facts_.size() ? &facts_[found->second]
                                                                : find_outside(name);
  }

  const Fact* find_outside(const std::string& name) const {
    return outer_ != nullptr ? outer_->find(name) : nullptr;
  }

  const Scope* outer_;
  std::vector<Fact> facts_;
  std::unordered_map<std::string, size_t> ids_;
  size_t published_ = 0;
};

class Walk {
 public:
  Walk(const ir::Model& model, Evaluation evaluation, const OnNode& on_node)
      : evaluation_(evaluation), on_node_(on_node) {
    for (const ir::OpsetImport& opset : model.opsets) versions_[opset.domain] = opset.version;
    for (const ir::Function& function : model.functions) {
      functions_.insert(function.domain + ":" + function.name);
    }
  }

  // Of every node, also in bodies that may never run.
  void check_arities(const ir::Graph& graph) const {
    for (size_t i = 0; i < graph.nodes.size(); ++i) {
      at_node(graph, i, [&] {
        if (find_spec(graph.nodes[i]) != nullptr) ops::check_arity(graph.nodes[i]);
        for (const ir::GraphPtr& body : ir::bodies(graph.nodes[i])) check_arities(*body);
      });
    }
  }

  // Returns facts of the graph's outputs, given those of its inputs.
  std::vector<Fact> run(ir::Graph& graph, const Scope* outer, std::vector<Fact> inputs) {
    Scope scope(graph, outer);
    inputs.resize(graph.inputs.size());
    for (size_t i = 0; i < graph.inputs.size(); ++i) {
      ir::Value& value = graph[graph.inputs[i]];
      add_declared(inputs[i], value.type);
      if (outer != nullptr) update_type(value.type, inputs[i]);
      scope[graph.inputs[i]] = std::move(inputs[i]);
    }
    type_constants(graph);
    walk_nodes(graph, scope);
    std::vector<Fact> outputs;
    for (const ir::ValueId id : graph.outputs) outputs.push_back(scope[id]);
    return outputs;
  }

 private:
  static void type_constants(ir::Graph& graph) {
    for (const ir::ValueId id : graph.initializers) {
      ir::Value& value = graph[id];
      if (value.type.dtype == DType::undefined) {
        update_type(value.type, constant_fact(value.constant));
      }
    }
  }

  void walk_nodes(ir::Graph& graph, Scope& scope) {
    std::vector<bool> is_output(graph.values.size());
    for (const ir::ValueId id : graph.outputs) is_output[static_cast<size_t>(id)] = true;
    std::vector<ir::Node> kept;
    kept.reserve(graph.nodes.size());
    for (size_t i = 0; i < graph.nodes.size(); ++i) {
      const bool stays =
          at_node(graph, i, [&] { return visit(graph, graph.nodes[i], scope, is_output); });
      if (stays) kept.push_back(std::move(graph.nodes[i]));
    }
    graph.nodes = std::move(kept);
  }

  // Returns whether the node stays.
  bool visit(ir::Graph& graph, ir::Node& node, Scope& scope, const std::vector<bool>& is_output) {
    if (!ir::bodies(node).empty()) scope.publish(graph);
    std::vector<const Fact*> inputs;
    for (const ir::ValueId id : node.inputs) {
      inputs.push_back(id == ir::kNoValue ? nullptr : &scope[id]);
    }
    std::vector<Fact> outputs = infer_node(node, inputs, scope);
    for (size_t i = 0; i < outputs.size(); ++i) {
      const ir::ValueId id = node.outputs[i];
      if (id == ir::kNoValue) continue;
      ir::Type& type = graph[id].type;
      add_declared(outputs[i], type);
      update_type(type, outputs[i]);
      scope[id] = outputs[i];
    }
    if (evaluation_ == Evaluation::fold && fold(graph, node, outputs, is_output)) return false;
    if (on_node_) on_node_(graph, node, outputs);
    return true;
  }

  // Makes initializers of the node's outputs. An output of the graph needs a node that makes it.
  static bool fold(ir::Graph& graph, const ir::Node& node, const std::vector<Fact>& outputs,
                   const std::vector<bool>& is_output) {
    bool any = false;
    for (size_t i = 0; i < outputs.size(); ++i) {
      const ir::ValueId id = node.outputs[i];
      if (id == ir::kNoValue) continue;
      if (!outputs[i].constant || is_output[static_cast<size_t>(id)]) return false;
      any = true;
    }
    for (size_t i = 0; any && i < outputs.size(); ++i) {
      const ir::ValueId id = node.outputs[i];
      if (id == ir::kNoValue) continue;
      graph[id].constant = outputs[i].constant;
      graph.initializers.push_back(id);
    }
    return any;
  }

  std::vector<Fact> infer_node(ir::Node& node, const std::vector<const Fact*>& inputs,
                               Scope& scope) {
    const ops::OpSpec* spec = find_spec(node);
    const int64_t opset = version(node.domain);
    if (spec == nullptr) {
      transform_bodies(node, [&](ir::Graph& body) { run(body, &scope, {}); });
      return std::vector<Fact>(node.outputs.size());
    }
    std::vector<std::pair<std::string, ir::Graph>> bodies;
    const auto infer_body = [&](const std::string& attribute, std::vector<Fact> given) {
      const ir::Attribute* found = node.find(attribute);
      if (found == nullptr) fail("the attribute '{}' is missing", attribute);
      ir::Graph body = *found->as<ir::GraphPtr>();
      std::vector<Fact> results = run(body, &scope, std::move(given));
      bodies.emplace_back(attribute, std::move(body));
      return results;
    };
    ops::InferContext context(node, opset, inputs, infer_body);
    if (spec->infer != nullptr) spec->infer(context);
    std::vector<Fact> outputs = context.take_outputs();
    for (auto& [attribute, body] : bodies) set_body(node, attribute, std::move(body));
    evaluate(*spec, node, inputs, outputs);
    return outputs;
  }

  void evaluate(const ops::OpSpec& spec, const ir::Node& node,
                const std::vector<const Fact*>& inputs, std::vector<Fact>& outputs) const {
    use_elements(outputs);
    if (spec.evaluate == nullptr) return;
    ops::EvalContext context{node, version(node.domain), {}};
    int64_t elements = 0;
    for (const Fact* input : inputs) {
      if (input != nullptr && !input->constant) return;
      context.inputs.push_back(input != nullptr ? input->constant : nullptr);
      elements += input != nullptr ? input->constant->count() : 0;
    }
    if (evaluation_ == Evaluation::small && elements > kSmall) return;
    const ops::Results results = spec.evaluate(context);
    for (size_t i = 0; i < std::min(results.size(), outputs.size()); ++i) {
      if (results[i]) outputs[i] = constant_fact(results[i]);
    }
  }

  // A tensor whose every element shape arithmetic knows is a constant.
  static void use_elements(std::vector<Fact>& outputs) {
    for (Fact& fact : outputs) {
      if (!fact.elements || !fact.shape || !ops::is_integer(fact.dtype)) continue;
      const auto values = ops::known_values(*fact.elements);
      const auto dims = known_dims(*fact.shape);
      if (!values || !dims || element_count(*dims) != static_cast<int64_t>(values->size())) {
        continue;
      }
      fact.constant = ops::from_ints(fact.dtype, *dims, *values);
    }
  }

  const ops::OpSpec* find_spec(const ir::Node& node) const {
    if (functions_.contains(node.domain + ":" + node.op_type)) return nullptr;
    return ops::find_op(node.domain, node.op_type);
  }

  int64_t version(const std::string& domain) const {
    const auto found = versions_.find(domain);
    return found != versions_.end() ? found->second : 0;
  }

  Evaluation evaluation_;
  const OnNode& on_node_;
  std::unordered_map<std::string, int64_t> versions_;
  std::unordered_set<std::string> functions_;
};

}  // namespace

void infer(ir::Model& model, Evaluation evaluation, const OnNode& on_node) {
  Walk walk(model, evaluation, on_node);
  walk.check_arities(model.graph);
  walk.run(model.graph, nullptr, {});
  spread_types(model.graph);
}

}  // namespace sprint::prepare_passes
