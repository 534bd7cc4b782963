// The kernel of each instruction set; list.cc orders them.
#pragma once

#include "kernels/conv_u8s8/conv_u8s8.h"

namespace sprint::kernels {

extern const ConvU8S8Kernel conv_u8s8_reference;
extern const ConvU8S8Kernel conv_u8s8_avx2;
extern const ConvU8S8Kernel conv_u8s8_avx_vnni;
extern const ConvU8S8Kernel conv_u8s8_avx512_vnni;

}  // namespace sprint::kernels
