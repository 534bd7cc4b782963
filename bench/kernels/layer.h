// One layer of a network, to be timed alone.
#pragma once

#include <cstdint>
#include <memory>

#include "sprint/session.h"

namespace sprint::bench {

// A convolution, u8 x s8 -> u8 with bias and ReLU, channels last, without a border: the input is as
// large as the taps reach.
struct Layer {
  const char* name;
  int32_t height, width;  // of the output
  int32_t in, out, kernel, stride;
  bool depthwise = false;

  int32_t input_height() const { return (height - 1) * stride + kernel; }
  int32_t input_width() const { return (width - 1) * stride + kernel; }
  double products() const {
    return static_cast<double>(height) * width * out * kernel * kernel * (depthwise ? 1 : in);
  }
};

// Runs a layer whenever run_bound is called, so that latency is measured as that of whole models.
class LayerSession : public Session {
 public:
  const std::vector<TensorSpec>& inputs() const override { return none_; }
  const std::vector<TensorSpec>& outputs() const override { return none_; }
  std::string runtime() const override { return "layer"; }
  Runtime runtime_kind() const override { return Runtime::native; }
  std::vector<Tensor> run(std::span<const Tensor>) override { return {}; }
  void bind(std::span<const Tensor>) override {}
  std::vector<Tensor> results() override { return {}; }
  std::span<std::byte> bound_input(size_t) override { return {}; }
  std::span<const std::byte> bound_output(size_t) override { return {}; }

 private:
  std::vector<TensorSpec> none_;
};

std::unique_ptr<LayerSession> sprint_layer(const Layer& layer);
std::unique_ptr<LayerSession> onednn_layer(const Layer& layer);

}  // namespace sprint::bench
