#include "watch/parts.h"

#include <tuple>

#include "base/error.h"
#include "watch/capture/backend.h"
#include "watch/capture/folder_source.h"
#include "watch/capture/wayland/restore_token.h"
#include "watch/capture/wayland/wayland_source.h"
#include "watch/capture/x11_source.h"
#include "watch/decide/make_detector.h"

namespace sprint::watch {
namespace {

std::chrono::milliseconds in_milliseconds(double seconds) {
  return std::chrono::ceil<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
}

bool is_cropped(const WatcherOptions& options) { return options.files && options.files->cropped; }

std::unique_ptr<Source> make_file_source(const FrameFiles& files,
                                         const std::optional<Region>& region) {
  if (files.video) return std::make_unique<PipeSource>(files.path, *files.video, region);
  return std::make_unique<FolderSource>(files.path, region, FolderSource::After::stop);
}

bool shown_by_portal(const WatcherOptions& options, const Settings& settings) {
  return chosen_backend(settings.capture, options.display) == CaptureBackend::wayland;
}

std::unique_ptr<WindowSource> make_window_source(const WatcherOptions& options,
                                                 const Settings& settings, bool require_focus) {
  if (shown_by_portal(options, settings)) {
    return make_wayland_source(
        {restore_token_path(options.settings_path, game_rule(settings).title), settings.region,
         settings.capture_fps});
  }
  return std::make_unique<X11Source>(
      X11Options{options.display, game_rule(settings), settings.region, require_focus});
}

auto recorder_settings(const Settings& settings) {
  return std::tie(settings.save_problematic_frames, settings.problematic_frame_save_path,
                  settings.detection_method, settings.ml_confidence_threshold);
}

}  // namespace

std::unique_ptr<Source> make_source(const WatcherOptions& options, const Settings& settings) {
  if (options.files)
    return make_file_source(*options.files, loop_settings(options, settings).region);
  return make_window_source(options, settings, options.require_focus);
}

// The portal is told the rate when it is asked for the window.
bool same_source(const WatcherOptions& options, const Settings& a, const Settings& b) {
  return shown_by_portal(options, a) == shown_by_portal(options, b) &&
         game_rule(a) == game_rule(b) &&
         (!shown_by_portal(options, b) || a.capture_fps == b.capture_fps);
}

Image window_picture(const WatcherOptions& options, const Settings& settings) {
  if (options.files) fail("the frames come from {}, not from a window", options.files->path);
  const auto source = make_window_source(options, settings, /*require_focus=*/false);
  const MonotonicTime deadline =
      MonotonicClock::now() +
      (shown_by_portal(options, settings) ? std::chrono::seconds(60) : std::chrono::seconds(2));
  Image picture;
  while (source->capture_window(picture) != Capture::frame) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - MonotonicClock::now());
    if (left.count() <= 0) fail("{}", source->reason());
    source->wait(left, /*stop_descriptor=*/-1);
  }
  return picture;
}

// A problematic frame is one that the detector is not half-way sure of, from where it counts.
std::unique_ptr<Recorder> make_recorder(const WatcherOptions& options, const Settings& settings) {
  if (options.record) return std::make_unique<Recorder>(*options.record);
  if (!settings.save_problematic_frames) return nullptr;
  RecorderOptions problems;
  problems.folder = settings.problematic_frame_save_path;
  problems.selection = Selection::uncertainty;
  problems.confidence_below = (1 + hysteresis_rule(settings).threshold) / 2;
  return with_context("problematic_frame_save_path",
                      [&] { return std::make_unique<Recorder>(problems); });
}

bool same_recorder(const Settings& a, const Settings& b) {
  return recorder_settings(a) == recorder_settings(b);
}

LoopSettings loop_settings(const WatcherOptions& options, const Settings& settings) {
  return {.region = is_cropped(options) ? std::nullopt : std::optional(settings.region),
          .frames_per_second = settings.capture_fps,
          .rule = hysteresis_rule(settings),
          .keep_unchanged = settings.enable_detection_cache,
          .absent_delay = in_milliseconds(settings.game_not_found_retry_delay_s),
          .failed_delay = in_milliseconds(settings.capture_error_retry_delay_s)};
}

Log::Options log_options(const WatcherOptions& options, const Settings& settings) {
  if (!options.log_file.empty()) return {.level = LogLevel::debug, .path = options.log_file};
  return {.level = settings.log_level, .path = settings.log_file_name};
}

}  // namespace sprint::watch
