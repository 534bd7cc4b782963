#include "watch/lowest_priority.h"

#include <sys/resource.h>

namespace sprint::watch {

// On Linux a nice value is one of a thread.
void take_lowest_priority() noexcept { ::setpriority(PRIO_PROCESS, 0, 19); }

}  // namespace sprint::watch
