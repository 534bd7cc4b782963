#include "ir/check.h"

#include <fmt/format.h>

#include <unordered_set>

#include "base/error.h"
#include "ir/captures.h"
#include "ir/edit.h"

namespace sprint::ir {
namespace {

constexpr int kMaxDepth = 32;

// The names that a graph has defined so far, and those of the graphs around it.
struct Scope {
  const Scope* outer = nullptr;
  std::unordered_set<std::string_view> names;

  bool sees(std::string_view name) const {
    return names.contains(name) || (outer != nullptr && outer->sees(name));
  }
};

class GraphCheck {
 public:
  GraphCheck(const Model& model, const Graph& graph, const Scope* outer, int depth)
      : model_(model), graph_(graph), depth_(depth) {
    scope_.outer = outer;
  }

  void run() {
    if (depth_ > kMaxDepth) fail("bodies nest over {} deep", kMaxDepth);
    check_ids();
    check_names();
    define_given();
    for (const Node& node : graph_.nodes)
      with_context(node_label(graph_, node), [&] { check_node(node); });
    for (const ValueId id : graph_.outputs) {
      if (!scope_.sees(name(id))) fail("the output '{}' is made by no node", name(id));
    }
  }

 private:
  const std::string& name(ValueId id) const { return graph_[id].name; }

  void check_id(ValueId id) const {
    if (id < 0 || static_cast<size_t>(id) >= graph_.values.size())
      fail("the value id {} is out of range", id);
  }

  void check_ids() const {
    for (const auto* list :
         {&graph_.inputs, &graph_.outputs, &graph_.initializers, &graph_.value_infos}) {
      for (const ValueId id : *list) check_id(id);
    }
    for (const auto& sparse : graph_.sparse_initializers) check_id(sparse.value);
    for (const auto& annotation : graph_.quantization_annotations) check_id(annotation.value);
    for (const Node& node : graph_.nodes) {
      for (const auto* list : {&node.inputs, &node.outputs}) {
        for (const ValueId id : *list) {
          if (id != kNoValue) check_id(id);
        }
      }
    }
  }

  void check_names() const {
    std::unordered_set<std::string_view> seen;
    for (const Value& value : graph_.values) {
      if (value.name.empty()) fail("a value has no name");
      if (!seen.insert(value.name).second) fail("two values are named '{}'", value.name);
    }
  }

  // Inputs and initializers; an initializer may be an input's default.
  void define_given() {
    for (const ValueId id : graph_.inputs) {
      if (!scope_.names.insert(name(id)).second) fail("two inputs are named '{}'", name(id));
    }
    std::unordered_set<ValueId> constants;
    const auto define_constant = [&](ValueId id) {
      if (!constants.insert(id).second) fail("two initializers are named '{}'", name(id));
      scope_.names.insert(name(id));
    };
    for (const ValueId id : graph_.initializers) {
      if (graph_[id].constant == nullptr) fail("the initializer '{}' has no tensor", name(id));
      define_constant(id);
    }
    for (const auto& sparse : graph_.sparse_initializers) define_constant(sparse.value);
  }

  void check_node(const Node& node) {
    if (node.op_type.empty()) fail("has no operator type");
    if (opset_version(model_, node.domain) == 0) {
      fail("the model imports no operator set for the domain '{}'",
           node.domain.empty() ? "ai.onnx" : node.domain);
    }
    check_attributes(node);
    for (const ValueId id : node.inputs) {
      if (id != kNoValue && !scope_.sees(name(id))) fail_undefined(name(id));
    }
    for (const GraphPtr& body : bodies(node)) {
      if (body == nullptr) fail("a body is missing");
      GraphCheck(model_, *body, &scope_, depth_ + 1).run();
    }
    for (const ValueId id : node.outputs) {
      if (id != kNoValue && !scope_.names.insert(name(id)).second)
        fail("makes '{}', which is an input, a constant or made by another node too", name(id));
    }
  }

  static void check_attributes(const Node& node) {
    std::unordered_set<std::string_view> seen;
    for (const Attribute& attribute : node.attributes) {
      if (!seen.insert(attribute.name()).second)
        fail("has two attributes named '{}'", attribute.name());
    }
  }

  [[noreturn]] void fail_undefined(const std::string& input) const {
    if (!defined_names(graph_).contains(input)) fail("takes '{}', which nothing makes", input);
    Graph sorted = graph_;
    sort_nodes(sorted);  // names the cycle, if that is why
    fail("takes '{}', which a later node makes: nodes must stand in the order of their use", input);
  }

  const Model& model_;
  const Graph& graph_;
  int depth_;
  Scope scope_;
};

// A domain may be imported twice, but as one version: readers differ in which of two they take.
void check_imports(const Model& model) {
  for (const OpsetImport& import : model.opsets) {
    const int64_t first = opset_version(model, import.domain);
    if (import.version != first) {
      fail("imports the operator set of '{}' as version {} and as version {}; expected one",
           import.domain.empty() ? "ai.onnx" : import.domain, first, import.version);
    }
  }
}

}  // namespace

void check(const Model& model) {
  check_imports(model);
  GraphCheck(model, model.graph, nullptr, 0).run();
}

}  // namespace sprint::ir
