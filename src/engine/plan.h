// A model made ready to run on inputs of fixed shapes.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/isa.h"
#include "base/pages.h"
#include "engine/step.h"
#include "ir/model.h"

namespace sprint::engine {

// Steps in the order of execution over one block of memory. Not for use by two threads at once.
class Plan {
 public:
  // `model` is one that make_ready gave. Throws Error naming the node that cannot be run, and where
  // the model asks for more than kMaxMemory bytes.
  Plan(const ir::Model& model, std::span<const std::vector<int64_t>> input_dims,
       Isa isa = selected_isa());

  // Memory of input and output `index`, in the order of the graph's: row-major, alive as long as
  // the plan. run() leaves inputs as they are.
  std::span<std::byte> input(size_t index);
  std::span<const std::byte> output(size_t index) const;
  DType output_dtype(size_t index) const;
  // Where only a run tells an extent, that of the last one.
  std::vector<int64_t> output_dims(size_t index) const;

  // For profiles: called for every step, which it runs by its second argument.
  using Around = std::function<void(const Step&, const std::function<void()>&)>;

  // Does not allocate. Throws Error naming the node whose inputs have values that it cannot take,
  // such as an index beyond the end.
  void run() const { run({}); }
  void run(const Around& around) const;

 private:
  std::vector<Operand> operands_;
  std::vector<Step> steps_;
  std::vector<OperandId> inputs_, outputs_;
  std::unique_ptr<std::byte, UnmapPages> arena_;
  std::vector<std::byte*> addresses_;           // per operand
  std::vector<std::vector<std::byte>> copies_;  // constants whose file has them unaligned
};

// What plans are made from: `model` prepared, with integer operators in place of float ones between
// DequantizeLinear and QuantizeLinear, and rewritten as the engine runs it best. Throws Error as
// prepare() does.
ir::Model make_ready(ir::Model model);

// The operators that the engine has rules for, sorted: "Conv", "com.microsoft.QGemm".
std::vector<std::string> supported_operators();

// The operators of a model that the engine has no rule for, each once: "com.microsoft.QAttention".
std::vector<std::string> missing_operators(const ir::Model& ready);

}  // namespace sprint::engine
