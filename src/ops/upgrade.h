// Opset upgrades: how a node of an older version of ai.onnx is said in a newer one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ir/edit.h"
#include "ir/graph.h"

namespace sprint::ops {

// A node that is being rewritten, in place, and what is put around it.
class UpgradeContext {
 public:
  // `names` hands out names unused in the whole model; `rewritten` is changed in place.
  UpgradeContext(ir::Graph& graph, ir::Names& names, ir::Node& rewritten)
      : node(rewritten), graph_(graph), names_(names) {}

  ir::Node& node;
  std::vector<ir::Node> before, after;  // nodes to put around it, in order

  DType dtype(size_t input) const;  // undefined where it is not known
  std::optional<Shape> shape(size_t input) const;
  ir::ConstantPtr constant(size_t input) const;  // null where it is not a constant of this graph
  bool has_output(size_t index) const;

  // A new initializer or value, named after the node.
  ir::ValueId add_constant(std::string_view what, ir::ConstantPtr constant);
  ir::ValueId add_value(std::string_view what, ir::Type type = {});

  // Puts `value` at input `index`; inputs before it that do not exist are left out.
  void set_input(size_t index, ir::ValueId value);
  // Moves the integers of attribute `name`, if it is there, to input `index`.
  void attribute_to_input(std::string_view name, size_t index);

  // Makes the node write output `index` to a new value and returns it together with the old one, so
  // that nodes in `after` can compute the old one.
  struct Detached {
    ir::ValueId fresh, old;
  };
  Detached detach_output(size_t index, std::string_view what);

 private:
  std::string name_for(std::string_view what) const;

  ir::Graph& graph_;
  ir::Names& names_;
};

// Rewrites a node of version `to` - 1 as one of version `to`. Throws Error where that cannot be
// done exactly.
struct Upgrade {
  int64_t to;
  void (*rewrite)(UpgradeContext&);
};

// Makes a node of ai.onnx.
ir::Node make_node(std::string_view op_type, std::vector<ir::ValueId> inputs,
                   std::vector<ir::ValueId> outputs, std::vector<ir::Attribute> attributes = {});

}  // namespace sprint::ops
