// The networks of the zoo.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "ir/model.h"

namespace sprint::zoo {

struct NetworkInfo {
  std::string_view name;
  ir::Model (*build)();
  int64_t parameters;  // learned ones: without running statistics
  int64_t macs;        // multiply-accumulates of Conv and Gemm
};

// Every network, at 224 x 224 with 1000 classes, with the parameters and multiply-accumulates that
// its authors or torchvision publish.
std::span<const NetworkInfo> networks();

// Weights as drawn, normalization statistics not set yet: see calibrate_statistics.
ir::Model build_mobilenet_v2();
ir::Model build_resnet18();
ir::Model build_resnet50();
ir::Model build_squeezenet1_1();
ir::Model build_shufflenet_v2();
ir::Model build_efficientnet_b0();
ir::Model build_mobilenet_v3_small();

}  // namespace sprint::zoo
