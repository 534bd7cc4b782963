// What a person reads when the process crashes.
#pragma once

namespace sprint::cli {

// From now on a crash (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT), of Sprint or of a runtime in its
// process, ends in one line on standard error and exit code 1. Signals that somebody handles
// already, as sanitizers do, are left to them.
void tell_of_crashes();

}  // namespace sprint::cli
