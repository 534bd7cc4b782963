// Ctrl-C and its like: end at once, leave nothing partial behind.
#pragma once

namespace sprint::cli {

// From now on SIGINT, SIGTERM and SIGHUP remove every ScratchPath and end the process as the signal
// would have. Call first in main, before any thread starts.
void clean_up_on_interrupt();

// For a command that ends in its own way: the next of these signals only makes the returned
// descriptor readable; one after it ends the process as before. Throws Error where the system has
// no more descriptors.
int take_next_interrupt();

}  // namespace sprint::cli
