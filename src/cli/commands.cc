#include "cli/command.h"

namespace sprint::cli {

// One line per command, defined in the file of its name.
Command optimize_command();
Command quantize_command();
Command prepare_command();
Command compare_command();
Command inspect_command();
Command run_command();
Command classify_command();
Command bench_command();
Command watch_command();
Command collect_command();
Command worker_command();
Command describe_command();

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      optimize_command(), quantize_command(), prepare_command(),  compare_command(),
      inspect_command(),  run_command(),      classify_command(), bench_command(),
      watch_command(),    collect_command(),  worker_command(),   describe_command(),
  };
  return table;
}

}  // namespace sprint::cli
