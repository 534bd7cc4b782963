#include "base/isa.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/cpu.h"
#include "base/error.h"

namespace sprint {
namespace {

constexpr std::string_view kNames[] = {"baseline", "avx2", "avx_vnni", "avx512_vnni"};

std::vector<Isa> detect() {
  const std::vector<std::string> features = cpu_features();
  const auto have = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::all_of(
        names, [&](std::string_view name) { return std::ranges::count(features, name) > 0; });
  };
  std::vector<Isa> isas{Isa::baseline};
  if (!have({"avx2", "fma"})) return isas;
  isas.push_back(Isa::avx2);
  if (have({"avx_vnni"})) isas.push_back(Isa::avx_vnni);
  if (have({"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni"})) {
    isas.push_back(Isa::avx512_vnni);
  }
  return isas;
}

std::string names_of(std::span<const Isa> isas) {
  std::string text;
  for (const Isa isa : isas) text += (text.empty() ? "" : ", ") + std::string(isa_name(isa));
  return text;
}

}  // namespace

std::string_view isa_name(Isa isa) { return kNames[static_cast<size_t>(isa)]; }

std::span<const Isa> supported_isas() {
  static const std::vector<Isa> isas = detect();
  return isas;
}

Isa selected_isa() {
  const std::span<const Isa> isas = supported_isas();
  const char* forced = std::getenv("SPRINT_ISA");
  if (forced == nullptr || *forced == '\0') return isas.back();
  for (const Isa isa : isas) {
    if (isa_name(isa) == forced) return isa;
  }
  fail_usage("SPRINT_ISA is '{}'; this processor supports: {}", forced, names_of(isas));
}

}  // namespace sprint
