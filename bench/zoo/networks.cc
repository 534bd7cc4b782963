#include "bench/zoo/networks.h"

#include <array>

namespace sprint::zoo {
namespace {

constexpr std::array<NetworkInfo, 7> kNetworks{{
    {"mobilenet_v2", build_mobilenet_v2, 3'504'872, 300'800'000},
    {"resnet18", build_resnet18, 11'689'512, 1'814'000'000},
    {"resnet50", build_resnet50, 25'557'032, 4'089'000'000},
    {"squeezenet1_1", build_squeezenet1_1, 1'235'496, 349'000'000},
    {"shufflenet_v2", build_shufflenet_v2, 2'278'604, 145'000'000},
    {"efficientnet_b0", build_efficientnet_b0, 5'288'548, 386'000'000},
    {"mobilenet_v3_small", build_mobilenet_v3_small, 2'542'856, 57'000'000},
}};

}  // namespace

std::span<const NetworkInfo> networks() { return kNetworks; }

}  // namespace sprint::zoo
