// Concat, and QLinearConcat of com.microsoft.
#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <vector>

#include "base/error.h"
#include "engine/copy_image.h"
#include "engine/lower/channel_shuffle.h"
#include "engine/lower/rules.h"
#include "engine/lower/table.h"
#include "kernels/elementwise_u8/elementwise_u8.h"
#include "ops/evaluate.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

Table identity_table() {
  Table table{};
  std::iota(table.begin(), table.end(), uint8_t{0});
  return table;
}

struct Part {
  ir::ValueId value = ir::kNoValue;
  Table table = identity_table();  // from its integers to the output's

  bool changes() const { return table != identity_table(); }
};

size_t axis_of(const ir::Node& node, size_t rank) {
  auto axis = node.get<int64_t>("axis", 0);
  if (axis < 0) axis += static_cast<int64_t>(rank);
  if (axis < 0 || axis >= static_cast<int64_t>(rank)) fail("axis {} of rank {}", axis, rank);
  return static_cast<size_t>(axis);
}

Dims joined_dims(Lowering& plan, const std::vector<Part>& parts, size_t axis) {
  Dims dims = plan.describe(parts[0].value).dims;
  for (size_t i = 1; i < parts.size(); ++i) {
    const Dims other = plan.describe(parts[i].value).dims;
    for (size_t k = 0; k < dims.size(); ++k) {
      if (other.size() != dims.size() || (k != axis && other[k] != dims[k])) {
        fail("shapes {} and {} cannot be joined along axis {}", dims_text(dims), dims_text(other),
             axis);
      }
    }
    dims[axis] += other[axis];
  }
  return dims;
}

void add_lookup(Lowering& plan, const ir::Node& node, const Table& values, OperandId from,
                OperandId to) {
  const auto lookup = kernels::elementwise_u8_kernel(plan.isa()).lookup_image;
  auto table = std::make_shared<const Table>(values);
  plan.add(node.op_type, {from, to}, {to}, [=, batch = plan[to].dims[0]](const Memory& memory) {
    for (int64_t n = 0; n < batch; ++n) {
      lookup(table->data(), memory.image<const uint8_t>(from, n), memory.image<uint8_t>(to, n));
    }
  });
}

// Channels of images that are channels_last: their steps write them where they belong; those that
// cannot are copied. A part that is nobody else's changes its scale in place.
void join_channels(Lowering& plan, const ir::Node& node, const std::vector<Part>& parts,
                   const Dims& dims, DType dtype) {
  const OperandId out = plan.make_image(node.outputs[0], dtype, dims);
  int64_t first = 0;
  for (const Part& part : parts) {
    const OperandId in = plan.image(part.value);
    const int64_t channels = plan[in].dims[1];
    const bool own = !part.changes() || (plan.has_single_use(part.value) && !plan.holds_slices(in));
    const bool moved = own && plan.move_into(part.value, out, first);
    const OperandId target = moved ? in : plan.slice(out, first, channels);
    if (part.changes()) {
      add_lookup(plan, node, part.table, in, target);
    } else if (!moved) {
      plan.add(node.op_type, {in, target}, {target}, copy_image(plan[in], in, target));
    }
    first += channels;
  }
}

// Two parts, each one of the two groups of channels that are shuffled then.
bool join_shuffled(Lowering& plan, const ir::Node& node, const std::vector<Part>& parts,
                   const Dims& dims) {
  const auto shuffle = channel_shuffle_behind(plan, node.outputs[0], dims);
  if (!shuffle || shuffle->groups != 2 || parts.size() != 2) return false;
  const OperandId a = plan.image(parts[0].value), b = plan.image(parts[1].value);
  if (plan[a].dtype != DType::uint8 || plan[a].dims != plan[b].dims) return false;
  skip_all(plan, *shuffle);
  const OperandId out = plan.make_image(shuffle->result, DType::uint8, dims);
  const auto interleave = kernels::elementwise_u8_kernel(plan.isa()).interleave;
  auto tables =
      std::make_shared<const std::array<Table, 2>>(std::array{parts[0].table, parts[1].table});
  plan.add(node.op_type, {a, b}, {out}, [=, batch = dims[0]](const Memory& memory) {
    for (int64_t n = 0; n < batch; ++n) {
      interleave((*tables)[0].data(), memory.image<const uint8_t>(a, n), (*tables)[1].data(),
                 memory.image<const uint8_t>(b, n), memory.image<uint8_t>(out, n));
    }
  });
  return true;
}

void join_plain(Lowering& plan, const ir::Node& node, const std::vector<Part>& parts,
                const Dims& dims, DType dtype, size_t axis) {
  const OperandId out = plan.make(node.outputs[0], Layout::plain, dtype, dims);
  const auto lookup = kernels::elementwise_u8_kernel(plan.isa()).lookup;
  const Dims strides = ops::dense_strides(dims);
  const size_t size = static_cast<size_t>(dtype_bits(dtype)) / 8;
  int64_t offset = 0;
  for (const Part& part : parts) {
    const OperandId in = plan.plain(part.value);
    const Dims own = plan[in].dims;
    const int64_t length = own[axis] * strides[axis], pace = dims[axis] * strides[axis];
    const int64_t count = length == 0 ? 0 : element_count(own) / length;
    const auto table = part.changes() ? std::make_shared<const Table>(part.table) : nullptr;
    plan.add(node.op_type, {in, out}, {out}, [=](const Memory& memory) {
      const uint8_t* from = memory.data<const uint8_t>(in);
      uint8_t* to = memory.data<uint8_t>(out) + offset * static_cast<int64_t>(size);
      const auto bytes = static_cast<size_t>(length) * size;
      for (int64_t i = 0; i < count; ++i) {
        if (table != nullptr) {
          lookup(table->data(), from, to, bytes);
        } else {
          std::copy_n(from, bytes, to);
        }
        from += bytes;
        to += pace * static_cast<int64_t>(size);
      }
    });
    offset += length;
  }
}

void join(Lowering& plan, const ir::Node& node, const std::vector<Part>& parts) {
  const Operand first = plan.describe(parts[0].value);
  if (dtype_bits(first.dtype) < 8) fail("elements of {} cannot be joined", dtype_name(first.dtype));
  const size_t axis = axis_of(node, first.dims.size());
  const Dims dims = joined_dims(plan, parts, axis);
  const bool images = axis == 1 && dims.size() == 4 && plan.is_channels_last(parts[0].value);
  if (images && join_shuffled(plan, node, parts, dims)) return;
  if (images) {
    join_channels(plan, node, parts, dims, first.dtype);
  } else {
    join_plain(plan, node, parts, dims, first.dtype, axis);
  }
}

}  // namespace

void lower_concat(Lowering& plan, const ir::Node& node) {
  std::vector<Part> parts;
  for (const ir::ValueId id : node.inputs) parts.push_back({id});
  join(plan, node, parts);
}

// Inputs: output scale and zero point, then value, scale and zero point of every part.
void lower_qlinear_concat(Lowering& plan, const ir::Node& node) {
  const Quantization output{plan.scalar(node, 0), plan.zero_point(node, 1)};
  const FloatFunction same = [](const float* in, float* out, size_t count) {
    std::copy_n(in, count, out);
  };
  std::vector<Part> parts;
  for (size_t i = 2; i + 2 < node.inputs.size(); i += 3) {
    if (plan.describe(node.inputs[i]).dtype != DType::uint8) fail("input {} is not uint8", i);
    const Quantization own{plan.scalar(node, i + 1), plan.zero_point(node, i + 2)};
    parts.push_back({node.inputs[i], make_table(same, own, output)});
  }
  if (parts.empty()) fail("has no parts to join");
  join(plan, node, parts);
}

}  // namespace sprint::engine
