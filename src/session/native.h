// Models in Sprint's own engine.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/program.h"
#include "sprint/session.h"

namespace sprint::session {

class NativeSession final : public Session {
 public:
  // Throws Error naming the operators that the engine does not have, and, where the shapes of the
  // inputs are known but for the batch, the node that it cannot run.
  NativeSession(ir::Model model, const SessionOptions& options);

  const std::vector<TensorSpec>& inputs() const override { return inputs_; }
  const std::vector<TensorSpec>& outputs() const override { return outputs_; }
  std::string runtime() const override;
  Runtime runtime_kind() const override { return Runtime::native; }
  std::vector<Tensor> run(std::span<const Tensor> inputs) override;
  void bind(std::span<const Tensor> inputs) override;
  void run_bound() override;
  std::vector<Tensor> results() override;
  std::span<std::byte> bound_input(size_t index) override { return bound_->input(index); }
  std::span<const std::byte> bound_output(size_t index) override { return bound_->output(index); }

  // No shapes can come any more, of inputs or of values within, but those that were run.
  bool is_settled() const { return fixed_ && bound_ != nullptr && !bound_->has_tail(); }

  // Of the inputs bound last; for profiles.
  engine::Program& program() { return *bound_; }

 private:
  using Shapes = std::vector<std::vector<int64_t>>;

  engine::Program& program_for(const Shapes& shapes);
  engine::Program& add_program(ir::Model model, const Shapes& shapes);

  std::string name_;    // for messages
  bool fixed_ = false;  // the model leaves no shape of an input open
  ir::Model model_;     // as given, for shapes to come; empty where fixed_
  std::vector<TensorSpec> inputs_, outputs_;
  // One per shapes that were run lately, the latest last. Each holds its own copy of the weights.
  std::vector<std::pair<Shapes, std::unique_ptr<engine::Program>>> programs_;
  engine::Program* bound_ = nullptr;
};

}  // namespace sprint::session
