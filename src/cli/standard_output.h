// Standard output, whose failures must not go unseen, and the terminal that may stand behind it and
// standard error: names in models and files, words of runtimes and paths reach it only as printable
// text. An Error's own text and JSON keep them as they are.
#pragma once

#include <string_view>

namespace sprint::cli {

// To be called before any file is opened. Standard descriptors that are closed lead nowhere from
// now on, so that no file of the command gets their numbers, and writing to a closed standard
// output fails. A reader that is gone or a limit on the size of files ends a write with an error
// and not the process by a signal; programs that this process starts keep the defaults.
void prepare_standard_streams();

// `text` and a newline on standard output, on one line whatever it holds. Throws Error where it
// cannot be written.
void print_line(std::string_view text);
// A text of several lines.
void print_text(std::string_view text);
// One line on standard error.
void print_error(std::string_view text);

// Writes all of `text`, of a format that has its own escapes, to standard output as it is. Throws
// Error where it cannot.
void print_whole(std::string_view text);

// Throws Error if anything that was printed since the start could not be written.
void finish_standard_output();

}  // namespace sprint::cli
