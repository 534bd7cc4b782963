// Sums of products of uint8 and 8-bit weights, both less their zero points: what the integer
// convolutions and matrix products share.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/isa.h"
#include "engine/lowering.h"
#include "kernels/conv_u8s8/conv_u8s8.h"

namespace sprint::engine {

// Weights in the order [out][in][kernel_height][kernel_width], with zero points per output channel;
// both less what takes any value of the type to int8: 128 for uint8, 0 for int8.
struct IntegerWeights {
  Bytes data;  // the constant's own where that is int8
  std::vector<int32_t> zero_points;

  std::span<const int8_t> values() const {
    return {reinterpret_cast<const int8_t*>(data.data()), data.size()};
  }
  // Those of output channels [first, first + count).
  IntegerWeights part(size_t first, size_t count) const;
};

// Of the 8-bit constant input `index`; input `zero_index` holds one zero point or one per channel.
IntegerWeights read_integer_weights(const Lowering& plan, const ir::Node& node, size_t index,
                                    size_t zero_index, size_t channels);

// The weights less their zero points, with zero points of 0; nothing where one is not int8 then.
std::optional<IntegerWeights> centered(const IntegerWeights& weights);

// With zx the zero point of x, zw that of the weights w:
//   sum (x - zx) (w - zw) = sum (x - zx) w - zw sum (x - zx)
// The kernel's weights are w - zw where all of these are int8. Where they are not, they are w, and
// a filter of ones behind the last gives the sum of x - zx.
struct IntegerProduct {
  kernels::PackedConvU8S8 packed;
  kernels::AlignedVector<int32_t> weight_sums;  // per channel of `packed`
  std::vector<int32_t> beyond;                  // zw per channel; empty: no filter of ones

  int32_t channels() const { return packed.shape.out_channels - (beyond.empty() ? 0 : 1); }
  // Of the sums that a run needs memory for, per pixel.
  int32_t sum_channels() const { return beyond.empty() ? 0 : packed.shape.out_channels; }
  // Of x; `bias`, one element per channel or none, is added to the sums.
  void set_zero_point(int32_t zero_point, std::span<const int32_t> bias = {});
};

// The zero point of x is 0 until it is set. Throws Error for a shape without input channels.
IntegerProduct pack_integer_product(kernels::ConvShape shape, const IntegerWeights& weights,
                                    bool dense_pixels);

// What becomes of a sum: float(sum) * multiplier[c], rounded, + offset[c] unless that is null.
struct FloatScale {
  const float* multiplier = nullptr;
  const float* offset = nullptr;
};

// The same from operands, when the step runs.
class RunScale {
 public:
  RunScale() = default;
  // Operands of floats, each kNoOperand where there is none: of one number; of one or one per
  // channel; of one per channel. Throws Error for others.
  RunScale(const Lowering& plan, OperandId factor, OperandId factors, OperandId offsets,
           int32_t channels);

  void read(const Memory& memory);
  // From channel `first` on.
  FloatScale from(int32_t first) const;
  std::vector<OperandId> operands() const;

 private:
  OperandId factor_ = kNoOperand, factors_ = kNoOperand, offsets_ = kNoOperand;
  size_t channels_ = 0;
  bool per_channel_ = false;
  kernels::AlignedVector<float> multiplier_, offset_;
};

// `sums` has room for output.height * output.width * sum_channels().
void run_product(const IntegerProduct& product, Isa isa, const kernels::Image<const uint8_t>& input,
                 const kernels::Image<int32_t>& output, int32_t* sums);
void run_product(const IntegerProduct& product, Isa isa, const kernels::Image<const uint8_t>& input,
                 const kernels::Image<float>& output, const FloatScale& scale, int32_t* sums);
// Where there is a filter of ones, `stage` has neither residual nor affine.
void run_product(const IntegerProduct& product, Isa isa, const kernels::Image<const uint8_t>& input,
                 const kernels::Image<uint8_t>& output, const kernels::OutputStage& stage,
                 int32_t* sums);

}  // namespace sprint::engine
