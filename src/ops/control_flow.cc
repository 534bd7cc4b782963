// If, Loop and Scan: inference through their bodies.
#include <algorithm>
#include <utility>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// What holds of a value that is one or the other.
Fact either(const Fact& a, const Fact& b) {
  Fact fact;
  if (a.dtype == b.dtype) fact.dtype = a.dtype;
  if (!a.shape || !b.shape || a.shape->size() != b.shape->size()) return fact;
  fact.shape = a.shape;
  for (size_t i = 0; i < fact.shape->size(); ++i) {
    if (!((*fact.shape)[i] == (*b.shape)[i])) (*fact.shape)[i] = Dim();
  }
  return fact;
}

// Facts of the outputs of a body that may never run; where it contradicts itself, nothing is known
// of them, and whoever runs it will say so.
std::vector<Fact> infer_optional(InferContext& context, const std::string& attribute,
                                 std::vector<Fact> inputs) {
  try {
    return context.infer_body(attribute, std::move(inputs));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::bad_input) throw;
    return std::vector<Fact>(context.node().outputs.size());
  }
}

void require_body(const ir::Node& node, std::string_view name) {
  const ir::Attribute* attribute = node.find(name);
  if (attribute == nullptr) fail("the attribute '{}' is missing", name);
  attribute->as<ir::GraphPtr>();
}

void infer_if(InferContext& context) {
  for (const char* branch : {"then_branch", "else_branch"}) require_body(context.node(), branch);
  const auto condition = context.ints(0);
  if (condition && condition->size() == 1) {
    const char* taken = condition->front() != 0 ? "then_branch" : "else_branch";
    std::vector<Fact> facts = context.infer_body(taken, {});
    for (size_t i = 0; i < facts.size(); ++i) {
      context.set(i, Fact{facts[i].dtype, std::move(facts[i].shape), {}, {}});
    }
    return;
  }
  const std::vector<Fact> yes = infer_optional(context, "then_branch", {});
  const std::vector<Fact> no = infer_optional(context, "else_branch", {});
  for (size_t i = 0; i < std::min(yes.size(), no.size()); ++i) {
    context.set(i, either(yes[i], no[i]));
  }
}

// A body whose outputs are its state, then one element per round of what is collected.
void set_loop_outputs(InferContext& context, std::vector<Fact> results, size_t states,
                      const Dim& rounds) {
  for (size_t i = 0; i < results.size(); ++i) {
    Fact fact{results[i].dtype, std::move(results[i].shape), {}, {}};
    if (i < states) fact.shape.reset();  // without a round, the first value; it may have another
    if (i >= states && fact.shape) fact.shape->insert(fact.shape->begin(), rounds);
    context.set(i, std::move(fact));
  }
}

// The state may change its shape from round to round, so that only its type is certain.
void infer_loop(InferContext& context) {
  std::vector<Fact> inputs{{DType::int64, Shape{}, {}, {}}, {DType::boolean, Shape{}, {}, {}}};
  for (size_t i = 2; i < context.input_count(); ++i) {
    inputs.push_back({context.dtype(i), {}, {}, {}});
  }
  const size_t states = inputs.size() - 2;
  require_body(context.node(), "body");
  std::vector<Fact> results = infer_optional(context, "body", std::move(inputs));
  if (!results.empty()) results.erase(results.begin());  // the condition
  set_loop_outputs(context, std::move(results), states, Dim());
}

// Version 9 on; scanned inputs and outputs run along axis 0 unless axes are given.
void infer_scan(InferContext& context) {
  const auto scanned = required_int(context.node(), "num_scan_inputs");
  const auto count = static_cast<int64_t>(context.input_count());
  if (scanned < 0 || scanned > count) fail("num_scan_inputs {} for {} inputs", scanned, count);
  const bool plain = context.opset() >= 9 && context.node().find("scan_input_axes") == nullptr &&
                     context.node().find("scan_output_axes") == nullptr;
  const auto states = static_cast<size_t>(count - scanned);
  std::vector<Fact> inputs;
  Dim rounds;
  for (size_t i = 0; i < context.input_count(); ++i) {
    Fact fact{context.dtype(i), {}, {}, {}};
    const Shape* shape = context.shape(i);
    if (plain && i >= states && shape != nullptr && !shape->empty()) {
      rounds = shape->front();
      fact.shape = Shape(shape->begin() + 1, shape->end());
    }
    inputs.push_back(std::move(fact));
  }
  std::vector<Fact> results = context.infer_body("body", std::move(inputs));
  if (!plain) {
    for (Fact& result : results) result.shape.reset();
  }
  set_loop_outputs(context, std::move(results), states, rounds);
}

void refuse_scan(UpgradeContext&) {
  fail("Scan of version 8, with its batch axis, has no exact counterpart from version 9 on");
}

}  // namespace

std::vector<OpSpec> control_flow_ops() {
  return {
      {"If", infer_if},
      {"Loop", infer_loop},
      {"Scan", infer_scan, nullptr, {{9, refuse_scan}}},
  };
}

}  // namespace sprint::ops
