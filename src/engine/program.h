// A model at given input shapes, whatever its own values say of the shapes that follow.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "engine/plan.h"

namespace sprint::engine {

// Per node of a graph, whether its shapes, or those of a node before it, depend on values that
// others compute.
std::vector<bool> late_nodes(const ir::Graph& graph);

// A plan of what has shapes known from the inputs', the head; and, where later shapes depend on
// values that the head computes (NonMaxSuppression, Reshape to a computed shape), a program of the
// rest, the tail, for every shape that a run comes to. A model without such values is one plan.
// Not for use by two threads at once.
class Program {
 public:
  // `model` is one that make_ready gave. Throws Error naming the node of the head that cannot be
  // run.
  Program(const ir::Model& model, std::span<const std::vector<int64_t>> input_dims,
          Isa isa = selected_isa());

  // Memory of input and output `index`, as Plan has them; outputs are those of the last run.
  std::span<std::byte> input(size_t index) { return head_->input(index); }
  std::span<const std::byte> output(size_t index) const;
  DType output_dtype(size_t index) const;
  std::vector<int64_t> output_dims(size_t index) const;

  // Some shapes show in a run only.
  bool has_tail() const { return !tail_.graph.nodes.empty(); }

  // Allocates only where there is a tail. Throws Error as Plan::run does, and naming the node of
  // the tail that cannot be run.
  void run() { run({}); }
  void run(const Plan::Around& around);

 private:
  // Where an input of the tail, or an output of the program, comes from.
  struct Source {
    bool from_tail = false;
    size_t output = 0;  // of the head or the tail
  };

  // What of the head's outputs decides the shapes of a tail: extents, and elements of those that
  // hold shapes.
  using Key = std::vector<int64_t>;

  // Into a head and a tail: the nodes that are `late`.
  void cut(const ir::Model& model, const std::vector<bool>& late,
           std::span<const std::vector<int64_t>> input_dims);
  Key tail_key() const;
  Program& tail_for(const Key& key);
  ir::Model tail_model() const;

  Isa isa_;
  std::unique_ptr<Plan> head_;
  ir::Model tail_;                   // without nodes where there is no tail
  std::vector<size_t> tail_inputs_;  // per input of tail_, the head's output
  std::vector<bool> is_setting_;     // per input of tail_: its elements decide shapes
  std::vector<Source> outputs_;
  std::map<Key, std::unique_ptr<Program>> tails_;
  Program* last_tail_ = nullptr;
};

}  // namespace sprint::engine
