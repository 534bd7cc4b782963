#include "engine/lower/channel_shuffle.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

template <typename T>
void shuffle_pixel(int64_t groups, int64_t size, const T* in, T* out) {
  for (int64_t i = 0; i < size; ++i) {
    for (int64_t g = 0; g < groups; ++g) out[i * groups + g] = in[g * size + i];
  }
}

template <typename T>
void shuffle(int64_t groups, const kernels::Image<const T>& in, const kernels::Image<T>& out) {
  for (int32_t y = 0; y < out.height; ++y) {
    for (int32_t x = 0; x < out.width; ++x) {
      shuffle_pixel(groups, out.channels / groups,
                    in.data + y * in.row_stride + x * in.pixel_stride,
                    out.data + y * out.row_stride + x * out.pixel_stride);
    }
  }
}

template <typename T>
void add_step(Lowering& plan, ir::ValueId value, const ChannelShuffle& found) {
  const OperandId in = plan.image(value);
  const Dims dims = plan[in].dims;
  const OperandId out = plan.make_image(found.result, plan[in].dtype, dims);
  plan.add("Transpose", {in}, {out},
           [=, batch = dims[0], groups = found.groups](const Memory& memory) {
             for (int64_t n = 0; n < batch; ++n) {
               shuffle<T>(groups, memory.image<const T>(in, n), memory.image<T>(out, n));
             }
           });
}

}  // namespace

std::optional<ChannelShuffle> channel_shuffle_from(const Lowering& plan, const ir::Node& reshape,
                                                   const Dims& dims) {
  if (dims.size() != 4 || reshape.op_type != "Reshape") return std::nullopt;
  const Dims split = reshaped(plan, reshape, dims);
  if (split.size() != 5 || split[1] * split[2] != dims[1]) return std::nullopt;
  if (split != Dims{dims[0], split[1], split[2], dims[2], dims[3]}) return std::nullopt;
  const ir::Node* transpose = plan.only_user(reshape.outputs[0]);
  if (transpose == nullptr || transpose->op_type != "Transpose") return std::nullopt;
  if (transpose->get("perm", Dims{}) != Dims{0, 2, 1, 3, 4}) return std::nullopt;
  const ir::Node* merge = plan.only_user(transpose->outputs[0]);
  if (merge == nullptr || merge->op_type != "Reshape") return std::nullopt;
  const Dims swapped{split[0], split[2], split[1], split[3], split[4]};
  if (reshaped(plan, *merge, swapped) != dims) return std::nullopt;
  return ChannelShuffle{split[1], merge->outputs[0], {&reshape, transpose, merge}};
}

std::optional<ChannelShuffle> channel_shuffle_behind(const Lowering& plan, ir::ValueId value,
                                                     const Dims& dims) {
  const ir::Node* user = plan.only_user(value);
  return user != nullptr ? channel_shuffle_from(plan, *user, dims) : std::nullopt;
}

void skip_all(Lowering& plan, const ChannelShuffle& shuffle) {
  for (const ir::Node* node : shuffle.nodes) plan.skip(*node);
}

void add_channel_shuffle(Lowering& plan, ir::ValueId value, const ChannelShuffle& found) {
  skip_all(plan, found);
  const bool bytes = dtype_bits(plan.describe(value).dtype) == 8;
  bytes ? add_step<uint8_t>(plan, value, found) : add_step<uint32_t>(plan, value, found);
}

}  // namespace sprint::engine
