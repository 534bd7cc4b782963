// The same layer in oneDNN (version 2), in the weight layout that it likes best.
#include <dnnl.hpp>

#include "bench/kernels/layer.h"

namespace sprint::bench {
namespace {

using dnnl::memory;

class Primitive final : public LayerSession {
 public:
  explicit Primitive(const Layer& layer) {
    const memory::dim in = layer.in, out = layer.out, k = layer.kernel;
    const memory::desc source({1, in, layer.input_height(), layer.input_width()},
                              memory::data_type::u8, memory::format_tag::nhwc);
    const memory::desc weights(
        layer.depthwise ? memory::dims{out, 1, 1, k, k} : memory::dims{out, in, k, k},
        memory::data_type::s8, memory::format_tag::any);
    const memory::desc bias({out}, memory::data_type::s32, memory::format_tag::x);
    const memory::desc target({1, out, layer.height, layer.width}, memory::data_type::u8,
                              memory::format_tag::nhwc);
    dnnl::primitive_attr attributes;
    attributes.set_output_scales(2, std::vector<float>(static_cast<size_t>(out), 0.01F));
    dnnl::post_ops relu;
    relu.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
    attributes.set_post_ops(relu);
    const dnnl::convolution_forward::primitive_desc primitive({dnnl::prop_kind::forward_inference,
                                                               dnnl::algorithm::convolution_direct,
                                                               source,
                                                               weights,
                                                               bias,
                                                               target,
                                                               {layer.stride, layer.stride},
                                                               {0, 0},
                                                               {0, 0}},
                                                              attributes, engine_);
    convolution_ = dnnl::convolution_forward(primitive);
    for (const auto& [argument, desc] : {std::pair(DNNL_ARG_SRC, primitive.src_desc()),
                                         {DNNL_ARG_WEIGHTS, primitive.weights_desc()},
                                         {DNNL_ARG_BIAS, primitive.bias_desc()},
                                         {DNNL_ARG_DST, primitive.dst_desc()}}) {
      memory& held = arguments_.emplace(argument, memory(desc, engine_)).first->second;
      auto* const bytes = static_cast<uint8_t*>(held.get_data_handle());
      std::fill(bytes, bytes + desc.get_size(), uint8_t{1});
    }
  }

  void run_bound() override {
    convolution_.execute(stream_, arguments_);
    stream_.wait();
  }

 private:
  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  dnnl::convolution_forward convolution_;
  std::unordered_map<int, memory> arguments_;
};

}  // namespace

std::unique_ptr<LayerSession> onednn_layer(const Layer& layer) {
  return std::make_unique<Primitive>(layer);
}

}  // namespace sprint::bench
