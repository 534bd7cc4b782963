// How right and how late `sprint watch` was about the stand-in game, by its events and the game's
// truth. Usage: watch_agreement TRUTH EVENTS FPS FRAMES; FPS and FRAMES are capture_fps and
// temporal_consistency_frames. Prints the changes, the share of the settled time (from FRAMES + 1
// periods after a change on) in which the state was right, in percent, and p50, p99 and the maximum
// of the times from a change to telling it, in periods. Fails where a change was not told or one
// was told that never was.
#include "tests/watch/agreement.h"

#include <fmt/format.h>

#include <cstdlib>

#include "tests/support/json_lines.h"
#include "verify/statistics.h"

int main(int argc, char** argv) {
  using namespace sprint;
  constexpr int kArguments = 5;
  if (argc != kArguments) {
    fmt::print(stderr, "usage: watch_agreement TRUTH EVENTS FPS FRAMES\n");
    return 2;
  }
  const double period_us = 1e6 / std::atof(argv[3]);
  const auto settle_us = static_cast<int64_t>((std::atof(argv[4]) + 1) * period_us);
  const tests::Agreement agreement =
      tests::agreement_of(tests::read_json_lines(argv[1]), tests::read_json_lines(argv[2]));
  if (agreement.told.empty() || !agreement.same_changes()) {
    fmt::print(stderr, "watch_agreement: the game showed {} states, the watcher told {} others\n",
               agreement.shown.size(), agreement.told.size());
    return 1;
  }
  std::vector<double> late = agreement.late_us();
  for (double& time : late) time /= period_us;
  fmt::print("{} {:.3f} {:.2f} {:.2f} {:.2f}\n", late.size(),
             100 * agreement.right_when_settled(settle_us), verify::percentile(late, 50),
             verify::percentile(late, 99), verify::percentile(late, 100));
}
