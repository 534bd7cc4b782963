// The instruction set that kernels are chosen for.
#pragma once

#include <span>
#include <string_view>

namespace sprint {

// Each level includes the ones before it.
enum class Isa {
  baseline,     // any processor
  avx2,         // AVX2 and FMA
  avx_vnni,     // and AVX-VNNI: vpdpbusd on 256 bits
  avx512_vnni,  // and AVX-512 F, BW, DQ, VL and VNNI; AVX-VNNI itself need not be there
};

// "baseline", "avx2", "avx_vnni", "avx512_vnni".
std::string_view isa_name(Isa isa);

// The levels that this processor and system support, lowest first; baseline is always one.
std::span<const Isa> supported_isas();

// The highest supported level, or the one that the environment variable SPRINT_ISA names. Throws
// Error{usage} where that is no level or is not supported here. Read anew on every call.
Isa selected_isa();

}  // namespace sprint
