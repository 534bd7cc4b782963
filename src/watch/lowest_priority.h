// Running only where others leave room.
#pragma once

namespace sprint::watch {

// Gives the calling thread the lowest priority that still gets a share of a busy machine (nice 19).
// It cannot take that back, and what it starts inherits it. SCHED_IDLE lies below, but starves
// beside a game that takes all cores.
void take_lowest_priority() noexcept;

}  // namespace sprint::watch
