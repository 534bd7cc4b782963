// Standard output, whose failures must not go unseen.
#pragma once

#include <string_view>

namespace sprint::cli {

// To be called before any file is opened. Standard descriptors that are closed lead nowhere from
// now on, so that no file of the command gets their numbers, and writing to a closed standard
// output fails. A reader that is gone or a limit on the size of files ends a write with an error
// and not the process by a signal; programs that this process starts keep the defaults.
void prepare_standard_streams();

// Writes all of `text` to standard output. Throws Error where it cannot.
void print_whole(std::string_view text);

// Throws Error if anything that was printed since the start could not be written.
void finish_standard_output();

}  // namespace sprint::cli
