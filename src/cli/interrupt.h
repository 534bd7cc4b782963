// Ctrl-C and its like: end at once, leave nothing partial behind.
#pragma once

namespace sprint::cli {

// From now on SIGINT, SIGTERM and SIGHUP remove every ScratchPath and end the process as the signal
// would have. Call first in main, before any thread starts.
void clean_up_on_interrupt();

}  // namespace sprint::cli
