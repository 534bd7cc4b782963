#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// "ij,jk->ik" split into its terms; nothing for an equation with an ellipsis.
struct Equation {
  std::vector<std::string> inputs;
  std::optional<std::string> output;
};

std::optional<Equation> parse(const std::string& text) {
  Equation equation{{""}, std::nullopt};
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ') continue;
    if (c == '.') return std::nullopt;
    if (c == '-' && i + 1 < text.size() && text[i + 1] == '>' && !equation.output) {
      equation.output.emplace();
      ++i;
    } else if (equation.output) {
      *equation.output += c;
    } else if (c == ',') {
      equation.inputs.emplace_back();
    } else {
      equation.inputs.back() += c;
    }
  }
  return equation;
}

// Without an output term: the letters that occur once, in alphabetical order.
std::string implicit_output(const std::vector<std::string>& inputs) {
  std::map<char, int> counts;
  for (const std::string& term : inputs) {
    for (const char letter : term) ++counts[letter];
  }
  std::string output;
  for (const auto& [letter, count] : counts) {
    if (count == 1) output += letter;
  }
  return output;
}

void infer_einsum(InferContext& context) {
  context.set(0, context.dtype(0));
  const auto equation = parse(context.node().get("equation", std::string()));
  if (!equation) return;
  if (equation->inputs.size() != context.input_count()) {
    fail("the equation has {} terms for {} inputs", equation->inputs.size(), context.input_count());
  }
  std::map<char, Dim> dims;
  for (size_t i = 0; i < context.input_count(); ++i) {
    const Shape* shape = context.shape(i);
    if (shape == nullptr) return;
    const std::string& term = equation->inputs[i];
    if (term.size() != shape->size()) {
      fail("the term '{}' does not fit input {} of shape {}", term, i, shape_text(*shape));
    }
    for (size_t d = 0; d < term.size(); ++d) {
      const auto [found, is_new] = dims.emplace(term[d], (*shape)[d]);
      if (!is_new && found->second == Dim(1)) found->second = (*shape)[d];
    }
  }
  Shape output;
  for (const char letter : equation->output.value_or(implicit_output(equation->inputs))) {
    const auto found = dims.find(letter);
    if (found == dims.end()) fail("the letter '{}' of the output is in no input", letter);
    output.push_back(found->second);
  }
  context.set(0, context.dtype(0), std::move(output));
}

}  // namespace

std::vector<OpSpec> einsum_ops() { return {{"Einsum", infer_einsum}}; }

}  // namespace sprint::ops
