// sprint collect: labelled samples of a player's own game.
#include <algorithm>

#include "base/error.h"
#include "cli/command.h"
#include "cli/standard_output.h"
#include "cli/watch_options.h"

namespace sprint::cli {
namespace {

struct Options {
  WatchOptions watch;
  watch::RecorderOptions record;
  std::string by = "state", label;
  std::vector<std::string> keys;
};

// "active=f9"
watch::LabelKey parse_key(const std::string& text) {
  const size_t equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    fail_usage("--key: expected LABEL=KEY, such as active=f9, got '{}'", text);
  return {text.substr(0, equals), text.substr(equals + 1)};
}

watch::WatcherOptions watcher_options(const Options& options) {
  watch::WatcherOptions wanted = options.watch.watcher();
  wanted.act = false;
  wanted.record = options.record;
  for (const std::string& text : options.keys) wanted.label_keys.push_back(parse_key(text));
  const bool labelled = !options.label.empty() || !options.keys.empty();
  wanted.record->label =
      options.label.empty() && labelled ? wanted.label_keys.front().label : options.label;
  wanted.record->selection = labelled                      ? watch::Selection::label
                             : options.by == "uncertainty" ? watch::Selection::uncertainty
                                                           : watch::Selection::state;
  return wanted;
}

int run(const Options& options) {
  watch::Watcher watcher(watcher_options(options));
  run_watcher(watcher);
  const auto samples = watcher.samples();
  print_line(fmt::format("{}: {} new samples", options.record.folder, samples));
  return kDone;
}

std::function<int()> declare(CLI::App& app) {
  auto options = std::make_shared<Options>();
  options->watch.declare(app);
  app.add_option("--output", options->record.folder,
                 "Folder that gets the samples, DIR/LABEL/*.png, as --data takes it")
      ->type_name("DIR")
      ->required();
  CLI::Option* by =
      app.add_option("--by", options->by,
                     "Which frames, of which label: state: all, \"active\" or \"inactive\" as the "
                     "detector says; uncertainty: those that it is not sure of, \"unsure\"")
          ->check(CLI::IsMember({"state", "uncertainty"}))
          ->capture_default_str();
  CLI::Option* label =
      app.add_option("--label", options->label, "Keep all frames, of this label")->excludes(by);
  app.add_option("--key", options->keys,
                 "Keep frames of LABEL once KEY is pressed, until it is pressed again or another "
                 "such key is; repeatable")
      ->type_name("LABEL=KEY")
      ->excludes(by)
      ->excludes(label);
  app.add_option("--below", options->record.confidence_below,
                 "Confidence below which the detector is not sure")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--limit", options->record.limit, "Samples in the folder at most")
      ->check(CLI::Range(1, 10000000))
      ->capture_default_str();
  app.add_option("--difference", options->record.least_difference,
                 "Grey levels, as the mean over the picture, that a sample differs at least from "
                 "the last ones of its label")
      ->check(CLI::Range(0.0, 255.0))
      ->capture_default_str();
  return [options] { return run(*options); };
}

}  // namespace

Command collect_command() {
  return {"collect", "Records what the watcher sees as labelled samples",
          "sprint collect --settings settings.json --output samples --key active=f9 "
          "--key inactive=f10",
          declare};
}

}  // namespace sprint::cli
