// A layer in Sprint's own kernels.
#include "base/isa.h"
#include "bench/kernels/layer.h"
#include "kernels/conv_u8s8/conv_u8s8.h"
#include "kernels/depthwise_u8s8/depthwise_u8s8.h"
#include "kernels/shortcut.h"

namespace sprint::bench {
namespace {

using namespace kernels;

class Kernel final : public LayerSession {
 public:
  explicit Kernel(const Layer& layer) {
    const ConvShape shape{
        layer.in, layer.out, layer.kernel, layer.kernel, layer.stride, layer.stride, 1, 1};
    const auto taps = static_cast<size_t>(layer.kernel * layer.kernel);
    const auto out = static_cast<size_t>(layer.out), in = static_cast<size_t>(layer.in);
    const std::vector<int8_t> weights(out * (layer.depthwise ? 1 : in) * taps, 1);
    if (layer.depthwise) {
      depthwise_ = pack_depthwise_u8s8(shape, weights, {}, 3);
    } else {
      conv_ = pack_conv_u8s8(shape, weights, {}, 3, true);
    }
    const int32_t height = layer.input_height(), width = layer.input_width();
    in_pixels_.assign(static_cast<size_t>(height * width) * in + kReadSlack, 1);
    out_pixels_.resize(static_cast<size_t>(layer.height * layer.width) * out);
    multiplier_.assign(out + kReadSlack, 0.01F);
    input_ = {in_pixels_.data(), height, width, layer.in, ptrdiff_t{width} * layer.in, layer.in};
    output_ = {out_pixels_.data(),
               layer.height,
               layer.width,
               layer.out,
               ptrdiff_t{layer.width} * layer.out,
               layer.out};
    stage_.multiplier = multiplier_.data();
    is_depthwise_ = layer.depthwise;
    const auto take_shortcut = [&](auto& packed) {
      stage_.shortcut = shortcut_of(packed.weights, packed.bias, layer.out, stage_);
      take(stage_.shortcut, packed.bias);
    };
    layer.depthwise ? take_shortcut(depthwise_) : take_shortcut(conv_);
  }

  void run_bound() override {
    if (is_depthwise_) {
      depthwise_u8s8_kernel(selected_isa()).to_u8(depthwise_, input_, output_, stage_);
    } else {
      conv_u8s8_kernel(selected_isa()).to_u8(conv_, input_, output_, stage_);
    }
  }

 private:
  bool is_depthwise_ = false;
  PackedConvU8S8 conv_;
  PackedDepthwiseU8S8 depthwise_;
  AlignedVector<uint8_t> in_pixels_, out_pixels_;
  std::vector<float> multiplier_;
  kernels::Image<const uint8_t> input_;
  kernels::Image<uint8_t> output_;
  OutputStage stage_;
};

}  // namespace

std::unique_ptr<LayerSession> sprint_layer(const Layer& layer) {
  return std::make_unique<Kernel>(layer);
}

}  // namespace sprint::bench
