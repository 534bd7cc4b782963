// What the core can do at most.
#pragma once

namespace sprint::bench {

// Multiply-adds of 8-bit integers per second, in billions, of the widest dot product instruction
// that the processor has, from registers alone; 0 without one.
double peak_int8_gmacs();

}  // namespace sprint::bench
