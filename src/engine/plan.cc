#include "engine/plan.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include "base/error.h"
#include "engine/lowering.h"
#include "engine/memory_plan.h"

namespace sprint::engine {
namespace {

// The operand whose memory another one lies in.
OperandId holder_of(const Operand& operand) {
  return operand.alias_of != kNoOperand ? operand.alias_of : operand.slice_of;
}

size_t root_of(const std::vector<Operand>& operands, size_t id) {
  while (holder_of(operands[id]) != kNoOperand) id = static_cast<size_t>(holder_of(operands[id]));
  return id;
}

// Of the memory that each operand owns; aliases, slices and constants own none.
std::vector<Lifetime> lifetimes_of(const std::vector<Operand>& operands,
                                   const std::vector<Step>& steps) {
  std::vector<Lifetime> lifetimes(operands.size());
  for (size_t i = 0; i < operands.size(); ++i) {
    const bool owns = holder_of(operands[i]) == kNoOperand && operands[i].constant == nullptr;
    const auto count = operands[i].stored_count();
    const size_t bytes = owns ? byte_size(operands[i].dtype, count) + kernels::kReadSlack : 0;
    lifetimes[i] = {bytes, static_cast<int>(steps.size()), -1};
  }
  for (size_t s = 0; s < steps.size(); ++s) {
    const auto touch = [&](OperandId id) {
      Lifetime& life = lifetimes[root_of(operands, static_cast<size_t>(id))];
      life.first = std::min(life.first, static_cast<int>(s));
      life.last = std::max(life.last, static_cast<int>(s));
    };
    std::ranges::for_each(steps[s].inputs, touch);
    std::ranges::for_each(steps[s].outputs, touch);
  }
  return lifetimes;
}

void keep(const std::vector<Operand>& operands, std::vector<Lifetime>& lifetimes, OperandId id,
          int first, int last) {
  Lifetime& life = lifetimes[root_of(operands, static_cast<size_t>(id))];
  life.first = std::min(life.first, first);
  life.last = std::max(life.last, last);
}

}  // namespace

Plan::Plan(const ir::Model& model, std::span<const std::vector<int64_t>> input_dims, Isa isa) {
  Lowering lowering(model, input_dims, isa);
  lowering.lower_all();
  for (const ir::ValueId id : model.graph.inputs) inputs_.push_back(lowering.plain(id));
  for (const ir::ValueId id : model.graph.outputs) outputs_.push_back(lowering.plain(id));
  operands_ = lowering.take_operands();
  steps_ = lowering.take_steps();

  std::vector<Lifetime> lifetimes = lifetimes_of(operands_, steps_);
  const int end = static_cast<int>(steps_.size());
  for (const OperandId id : inputs_) keep(operands_, lifetimes, id, 0, end);
  for (const OperandId id : outputs_) {
    keep(operands_, lifetimes, id, 0, end);
    const OperandId extent = operands_[static_cast<size_t>(id)].extent;
    if (extent != kNoOperand) keep(operands_, lifetimes, extent, 0, end);
  }
  const MemoryPlan memory = plan_memory(lifetimes);
  if (memory.bytes > kMaxMemory) {
    fail("needs {} bytes for values between its nodes, more than {}", memory.bytes, kMaxMemory);
  }
  const size_t arena_bytes = std::max<size_t>(memory.bytes, kAlignment);
  arena_ = {map_pages(arena_bytes), UnmapPages{arena_bytes}};
  addresses_.resize(operands_.size());
  for (size_t i = 0; i < operands_.size(); ++i) {
    addresses_[i] = arena_.get() + memory.offsets[i];
    if (operands_[i].constant == nullptr) continue;
    const Bytes& data = operands_[i].constant->data();
    copies_.emplace_back(data.size() + kernels::kReadSlack);
    std::copy_n(data.data(), data.size(), copies_.back().begin());
    addresses_[i] = copies_.back().data();
    operands_[i].constant.reset();  // may be all that keeps a file mapped
  }
  for (size_t i = 0; i < operands_.size(); ++i) addresses_[i] = addresses_[root_of(operands_, i)];
}

std::span<std::byte> Plan::input(size_t index) {
  const auto id = static_cast<size_t>(inputs_[index]);
  return {addresses_[id], byte_size(operands_[id].dtype, operands_[id].count())};
}

std::span<const std::byte> Plan::output(size_t index) const {
  const auto id = static_cast<size_t>(outputs_[index]);
  const Operand& operand = operands_[id];
  const int64_t count = operand.extent == kNoOperand ? element_count(operand.dims)
                                                     : element_count(output_dims(index));
  return {addresses_[id], byte_size(operand.dtype, count)};
}

DType Plan::output_dtype(size_t index) const {
  return operands_[static_cast<size_t>(outputs_[index])].dtype;
}

std::vector<int64_t> Plan::output_dims(size_t index) const {
  const Operand& operand = operands_[static_cast<size_t>(outputs_[index])];
  std::vector<int64_t> dims = operand.dims;
  if (operand.extent != kNoOperand) {
    const std::byte* extent = addresses_[static_cast<size_t>(operand.extent)];
    std::memcpy(&dims[operand.open_axis], extent, sizeof(int64_t));
  }
  return dims;
}

void Plan::run(const Around& around) const {
  const Memory memory(operands_, addresses_);
  for (const Step& step : steps_) {
    with_context(step.label,
                 [&] { around ? around(step, [&] { step.run(memory); }) : step.run(memory); });
  }
}

std::vector<std::string> missing_operators(const ir::Model& ready) {
  std::set<std::string> missing;
  for (const ir::Node& node : ready.graph.nodes) {
    if (find_rule(node.domain, node.op_type) != nullptr) continue;
    missing.insert(node.domain.empty() ? node.op_type : node.domain + "." + node.op_type);
  }
  return {missing.begin(), missing.end()};
}

}  // namespace sprint::engine
