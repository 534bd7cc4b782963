#include "cli/watch_options.h"

#include <charconv>
#include <csignal>

#include "base/error.h"
#include "cli/interrupt.h"
#include "cli/runtime_option.h"

namespace sprint::cli {
namespace {

// "640x480"
watch::RawVideo parse_size(const std::string& text) {
  watch::RawVideo video;
  const char* end = text.data() + text.size();
  const auto width = std::from_chars(text.data(), end, video.width);
  if (width.ec == std::errc() && width.ptr != end && *width.ptr == 'x') {
    const auto height = std::from_chars(width.ptr + 1, end, video.height);
    if (height.ec == std::errc() && height.ptr == end) return video;
  }
  fail_usage("--video-size: expected WIDTHxHEIGHT in pixels, such as 1280x720, got '{}'", text);
}

std::optional<watch::FrameFiles> frame_files(const WatchOptions& options) {
  if (!options.frames.empty()) return watch::FrameFiles{options.frames, {}, options.cropped};
  if (options.video.empty()) return {};
  watch::RawVideo video = parse_size(options.video_size);
  video.format = options.video_format == "bgrx" ? watch::RawFormat::bgrx : watch::RawFormat::rgb24;
  return watch::FrameFiles{options.video, video, options.cropped};
}

}  // namespace

void WatchOptions::declare(CLI::App& app) {
  app.add_option("--settings", settings, "Settings file: docs/settings.md")->type_name("FILE");
  CLI::Option* pictures =
      app.add_option("--frames", frames, "Pictures in place of the window: a file or a folder")
          ->type_name("PATH");
  CLI::Option* raw =
      app.add_option("--video", video, "Raw video in place of the window: a file or a FIFO")
          ->type_name("FILE")
          ->excludes(pictures);
  CLI::Option* size = app.add_option("--video-size", video_size, "Its width and height in pixels")
                          ->type_name("WxH")
                          ->needs(raw);
  raw->needs(size);
  app.add_option("--video-format", video_format, "Its pixels: bytes R G B, or B G R and one more")
      ->check(CLI::IsMember({"rgb24", "bgrx"}))
      ->needs(raw)
      ->capture_default_str();
  app.add_flag("--cropped", cropped,
               "The pictures or the video show the region and nothing else, as sprint collect "
               "writes them");
  app.add_option("--seconds", seconds, "How long to watch (default: until it is stopped)")
      ->check(CLI::Range(0.001, 1e9));
  add_runtime_option(app, runtime, "to run the classifier in");
}

const std::string& WatchOptions::settings_path() const {
  if (settings.empty())
    fail_usage("--settings FILE is required; sprint watch --settings FILE --init makes one");
  return settings;
}

watch::WatcherOptions WatchOptions::watcher() const {
  if (cropped && frames.empty() && video.empty())
    fail_usage("--cropped speaks of --frames or --video, but neither is given");
  watch::WatcherOptions watcher;
  watcher.settings_path = settings_path();
  watcher.files = frame_files(*this);
  watcher.runtime = runtime;
  if (seconds > 0)
    watcher.duration =
        std::chrono::ceil<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
  return watcher;
}

void run_watcher(watch::Watcher& watcher) {
  for (const int number : {SIGPIPE, SIGXFSZ}) std::signal(number, SIG_IGN);
  watcher.run(take_next_interrupt());
}

}  // namespace sprint::cli
