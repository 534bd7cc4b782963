// sprint watch: the Sprint Manager.
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/temporary_folder.h"
#include "cli/command.h"
#include "cli/file_plan.h"
#include "cli/standard_output.h"
#include "cli/watch_options.h"
#include "cli/watch_setup.h"
#include "watch/diagnosis.h"
#include "watch/metrics/formats.h"
#include "watch/only_watcher.h"
#include "watch/page/page_server.h"

namespace sprint::cli {
namespace {

struct Options {
  WatchOptions watch;
  std::string compare, metrics, diagnosis, screenshot, window;
  bool create = false, windows = false;
  std::optional<int> page_port;  // nothing: no page
  std::string page_samples = "samples";
};

// Events are for programs: a person who looks at the terminal has the log.
int events_descriptor() { return ::isatty(STDOUT_FILENO) == 1 ? -1 : STDOUT_FILENO; }

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string metrics_text(const std::string& path, const watch::MetricsSnapshot& metrics) {
  return path.ends_with(".csv") ? watch::metrics_csv(metrics) : watch::metrics_json(metrics);
}

// Watches for a while without acting, and writes down what came of it.
void diagnose(const Options& options) {
  constexpr std::chrono::seconds kLong{5};
  const TemporaryFolder folder;
  watch::WatcherOptions wanted = options.watch.watcher();
  wanted.act = false;
  wanted.log_file = folder.path() + "/log";
  if (!wanted.duration) wanted.duration = kLong;
  watch::Watcher watcher(wanted);
  run_watcher(watcher);
  write_file(
      options.diagnosis,
      watch::diagnosis_text({wanted.display, watcher.status().window_title, watcher.settings(),
                             watcher.metrics(), read_text(wanted.log_file)}));
  print_line(options.diagnosis + ": look through it before you hand it on");
}

void watch_game(const Options& options) {
  const watch::OnlyWatcher only(options.watch.settings_path());
  watch::WatcherOptions wanted = options.watch.watcher();
  wanted.compare_model = options.compare;
  wanted.events = events_descriptor();
  wanted.require_focus = !options.page_port;  // who looks at the page does not look at the game
  watch::Watcher watcher(wanted);
  {
    std::optional<watch::PageServer> page;
    if (options.page_port) {
      page.emplace(watcher, watch::PageOptions{wanted.settings_path, options.page_samples,
                                               *options.page_port});
      fmt::print(stderr, "open {}\n", page->address());
    }
    run_watcher(watcher);
  }
  if (!options.compare.empty())
    fmt::print(stderr, "{}", watch::comparison_table(watcher.comparison()));
  if (!options.metrics.empty())
    write_file(options.metrics, metrics_text(options.metrics, watcher.metrics()));
}

void check_files(const Options& options) {
  FilePlan plan;
  plan.reads("the settings file", options.watch.settings);
  plan.reads("the picture", options.watch.frames);
  plan.reads("the video", options.watch.video);
  plan.reads_model("the model", options.compare);
  plan.writes("--metrics", options.metrics);
  plan.writes("--diagnose", options.diagnosis);
  plan.writes("--screenshot", options.screenshot);
  plan.check();
}

int run(const Options& options) {
  check_files(options);
  if (options.create) {
    write_new_settings(options.watch.settings_path(), options.window);
  } else if (options.windows) {
    print_windows();
  } else if (!options.screenshot.empty()) {
    save_window(options.watch.settings_path(), options.screenshot);
  } else if (!options.diagnosis.empty()) {
    diagnose(options);
  } else {
    watch_game(options);
  }
  return kDone;
}

void declare_page(CLI::App& app, const std::shared_ptr<Options>& options) {
  CLI::Option* page =
      app.add_option(
             "--ui", options->page_port,
             "Serve a page to this machine's user, on this port or any that is free: live view, "
             "figures, settings, labelling. The region is then watched whether or not the window "
             "has the focus")
          ->type_name("PORT")
          ->expected(0, 1)
          ->default_str("0")
          ->check(CLI::Range(0, 65535));
  app.add_option("--ui-samples", options->page_samples,
                 "Folder that gets the frames that are labelled on the page")
      ->type_name("DIR")
      ->needs(page)
      ->capture_default_str();
}

std::function<int()> declare(CLI::App& app) {
  auto options = std::make_shared<Options>();
  options->watch.declare(app);
  declare_page(app, options);
  app.add_option("--compare", options->compare,
                 "Another model that runs on the same frames; a table compares both at the end")
      ->type_name("MODEL");
  app.add_option("--metrics", options->metrics,
                 "File that gets the figures at the end: JSON, or CSV where its name ends in .csv")
      ->type_name("FILE");
  app.add_option("--diagnose", options->diagnosis,
                 "Watch for 5 seconds, or --seconds, without acting, and write a report for "
                 "whoever helps you, without personal data")
      ->type_name("FILE");
  CLI::Option* init =
      app.add_flag("--init", options->create,
                   "Write a settings file with every key, its meaning and default, and end");
  app.add_option("--window", options->window,
                 "Part of the title of the game's window, which is open: the new settings get it "
                 "and the window's class")
      ->type_name("TITLE")
      ->needs(init);
  app.add_flag("--windows", options->windows, "List size, class and title of all windows, and end");
  app.add_option("--screenshot", options->screenshot,
                 "Write all of the window to this PNG file, and end")
      ->type_name("FILE");
  return [options] { return run(*options); };
}

}  // namespace

Command watch_command() {
  return {"watch", "Watches a game's window, tells whether sprint is on, and acts",
          "sprint watch --settings settings.json", declare};
}

}  // namespace sprint::cli
