#include "watch/watcher.h"

#include <poll.h>

#include <algorithm>

#include "base/error.h"
#include "watch/decide/make_detector.h"
#include "watch/little_memory.h"
#include "watch/lowest_priority.h"
#include "watch/metrics/formats.h"

namespace sprint::watch {
namespace {

MonotonicClock::duration in_seconds(double seconds) {
  return std::chrono::ceil<MonotonicClock::duration>(std::chrono::duration<double>(seconds));
}

std::vector<std::string> more_files(const WatcherOptions& options) {
  if (options.compare_model.empty()) return {};
  return {options.compare_model};
}

}  // namespace

Watcher::Watcher(WatcherOptions options)
    : options_(std::move(options)),
      acts_(options_.act && !options_.files),
      followed_(options_.settings_path, more_files(options_)),
      log_({}),
      reporter_(log_, options_.events),
      keys_(reporter_, metrics_, options_.display),
      loop_(*this, metrics_) {
  hold_little_memory();
  set_up(followed_.settings(), /*detector_changed=*/true);
  if (options_.label_keys.empty()) return;
  label_keys_.emplace(options_.label_keys, options_.display);
  loop_.set_label({});
}

Watcher::~Watcher() {
  if (!thread_.joinable()) return;
  loop_.stop();
  thread_.join();
}

void Watcher::run(int stop_descriptor) {
  const MonotonicTime now = MonotonicClock::now();
  if (options_.duration) end_ = now + *options_.duration;
  next_figures_ = now + in_seconds(settings_->metrics_interval_s);
  reporter_.tell(LogLevel::info, "started", fmt::format("watching by {}", options_.settings_path));
  tell_notes();
  thread_ = std::thread([this] { run_loop(); });
  serve(stop_descriptor);
  loop_.stop();
  thread_.join();
  tell_end();
  if (error_) std::rethrow_exception(error_);
}

// The loop's thread: what it sees, and what it leaves for the other one.

void Watcher::run_loop() noexcept {
  take_lowest_priority();
  std::exception_ptr error;
  try {
    loop_.run();
  } catch (...) {
    error = std::current_exception();
  }
  leave([&](Pending& pending) {
    pending.ended = true;
    pending.error = error;
  });
}

template <typename Change>
void Watcher::leave(Change change) {
  {
    const std::scoped_lock lock(mutex_);
    change(pending_);
  }
  wake_.wake();
}

void Watcher::state_changed(State before, State after, double confidence) {
  reporter_.tell(
      LogLevel::info, "state",
      fmt::format("sprint is {} (was {}), confidence {:.3f}", state_name(after), state_name(before),
                  confidence),
      {{"state", state_name(after)}, {"before", state_name(before)}, {"confidence", confidence}});
  leave([&](Pending& pending) { pending.change.emplace(after, confidence); });
}

void Watcher::sprint_is_off(uint32_t window, bool certain, MonotonicTime now) {
  if (acts_) keys_.sprint_is_off(window, certain, now);
}

void Watcher::found(const std::string& title, std::string_view note) {
  reporter_.tell(LogLevel::info, "found",
                 note.empty() ? fmt::format("watching '{}'", title) : std::string(note),
                 {{"title", title}});
  leave([&](Pending& pending) { pending.title = title; });
}

void Watcher::lost(Capture why, const std::string& reason) {
  const bool failed = why == Capture::failed;
  reporter_.tell(failed ? LogLevel::warning : LogLevel::info, failed ? "failed" : "absent", reason);
}

// Why a sample could not be kept is told once, until one could.
void Watcher::recorded(Recorded what, const Recorder& recorder) {
  if (what == Recorded::already_there) return;
  const bool again = std::exchange(last_recorded_, what) == what;
  if (what == Recorded::written) {
    ++samples_;
    return reporter_.tell(LogLevel::debug, "recorded", fmt::format("{} samples", recorder.count()),
                          {{"samples", recorder.count()}});
  }
  if (again) return;
  reporter_.tell(LogLevel::warning, "not_recorded", recorder.reason());
  if (what == Recorded::full && options_.record)
    leave([](Pending& pending) { pending.ended = true; });
}

void Watcher::clocks_jumped(const std::string& what) {
  reporter_.tell(LogLevel::warning, "clock", what);
}

// Settings, and what they make of the loop.

Settings Watcher::settings() {
  const std::scoped_lock lock(mutex_);
  return *settings_;
}

WatchStatus Watcher::status() {
  Loop::View view = loop_.view();
  WatchStatus status;
  const bool waiting = !view.reason.empty() || view.frame_number == 0;
  status.activity = keys_.paused() ? Activity::paused
                    : waiting      ? Activity::waiting
                                   : Activity::watching;
  status.reason = waiting && view.reason.empty() ? "no frame has come yet" : view.reason;
  status.window_title = std::move(view.title);
  status.window_class = std::move(view.window_class);
  status.detector = std::move(view.detector);
  status.runtime = options_.runtime;
  status.state = view.state;
  status.detection = view.detection;
  status.frame_number = view.frame_number;
  const std::scoped_lock lock(mutex_);
  status.settings = *settings_;
  status.profile_id = settings_->active_profile_id;
  status.settings_error = refused_;
  return status;
}

// Null where frames are labelled by the user, who needs no detector for it.
std::unique_ptr<Detector> Watcher::make_detector(const Settings& settings) {
  if (options_.record && options_.record->selection == Selection::label) return nullptr;
  std::unique_ptr<Detector> detector = watch::make_detector(settings, options_.runtime);
  if (options_.compare_model.empty()) return detector;
  auto other = std::make_unique<ModelDetector>(
      model_choice(settings, options_.compare_model, options_.runtime));
  return std::make_unique<ComparedDetector>(std::move(detector), std::move(other), comparison_);
}

// All that can fail comes first: settings are in use as a whole, or not at all.
void Watcher::set_up(const Settings& next, bool detector_changed) {
  const bool first = !settings_;
  detector_changed = detector_changed || !same_detector(*settings_, next);
  const bool recorder_changed = first || (!options_.record && !same_recorder(*settings_, next));
  with_context(options_.settings_path, [&] { check_keys(next); });
  auto detector = detector_changed ? make_detector(next) : nullptr;
  auto recorder = recorder_changed ? make_recorder(options_, next) : nullptr;
  auto source =
      first || !same_source(options_, *settings_, next) ? make_source(options_, next) : nullptr;
  log_.configure(log_options(options_, next));

  return_free_memory();  // that loading took
  if (detector) reporter_.tell(LogLevel::info, "detector", detector->describe());
  if (source) loop_.set_source(std::move(source));
  loop_.set_settings(loop_settings(options_, next));
  if (detector_changed) loop_.set_detector(std::move(detector));
  if (recorder_changed) loop_.set_recorder(std::move(recorder));
  if (acts_) keys_.configure(next);
  const std::scoped_lock lock(mutex_);
  settings_ = next;
}

void Watcher::reload() {
  try {
    const FollowedSettings::Change change = followed_.read_changes();
    if (change == FollowedSettings::Change::none) return;
    set_up(followed_.settings(), change == FollowedSettings::Change::detector);
    accept();
    reporter_.tell(LogLevel::info, "settings", "the settings were read again");
    tell_notes();
  } catch (const Error& error) {
    refuse(error.what());
  }
}

void Watcher::switch_profile(const std::string& title) {
  try {
    if (!followed_.set_title(title)) return;
    set_up(followed_.settings(), false);
    const std::string& profile = followed_.settings().active_profile_id;
    reporter_.tell(LogLevel::info, "profile", fmt::format("the profile is '{}'", profile),
                   {{"profile", profile}});
  } catch (const Error& error) {
    refuse(error.what());
  }
}

void Watcher::tell_notes() {
  for (const std::string& note : followed_.notes()) reporter_.tell(LogLevel::info, "note", note);
}

void Watcher::accept() {
  const std::scoped_lock lock(mutex_);
  refused_.clear();
}

void Watcher::refuse(const std::string& reason) {
  {
    const std::scoped_lock lock(mutex_);
    refused_ = reason;
  }
  reporter_.tell(LogLevel::warning, "refused", fmt::format("{}; what was in use stays", reason));
}

// The thread of run(): everything that may take time.

void Watcher::serve(int stop_descriptor) {
  while (wait(stop_descriptor)) {
    Pending pending;
    {
      wake_.clear();
      const std::scoped_lock lock(mutex_);
      pending = std::exchange(pending_, {});
    }
    if (pending.ended) {
      error_ = pending.error;
      return;
    }
    if (pending.title) switch_profile(*pending.title);
    reload();
    if (acts_) keys_.tend();
    take_labels();
    tend_command(pending);
    log_figures();
  }
}

// Sleeps until there is something to do; false where that is to stop.
bool Watcher::wait(int stop_descriptor) {
  std::vector<pollfd> waiting;
  const auto add = [&](int descriptor) { waiting.push_back({descriptor, POLLIN, 0}); };
  for (const int descriptor :
       {stop_descriptor, wake_.descriptor(), followed_.descriptor(), command_.descriptor()})
    add(descriptor);
  for (const int descriptor : keys_.descriptors()) add(descriptor);
  if (label_keys_) {
    for (const int descriptor : label_keys_->descriptors()) add(descriptor);
  }
  wait_until(std::min(end_, next_figures_), waiting);
  return waiting.front().revents == 0 && MonotonicClock::now() < end_;
}

void Watcher::take_labels() {
  if (!label_keys_) return;
  const std::string before = label_keys_->reason();
  const auto label = label_keys_->take();
  if (!label_keys_->reason().empty() && label_keys_->reason() != before)
    reporter_.tell(LogLevel::warning, "no_key", label_keys_->reason());
  if (!label) return;
  loop_.set_label(*label);
  reporter_.tell(LogLevel::info, "label",
                 *label ? fmt::format("frames are kept as '{}'", **label) : "no frames are kept",
                 {{"label", label->value_or("")}});
}

void Watcher::tend_command(const Pending& pending) {
  const auto tell = [&](const std::string& failure) {
    if (failure.empty()) return;
    reporter_.tell(LogLevel::warning, "command", fmt::format("on_change_command: {}", failure));
  };
  tell(command_.reap());
  if (!acts_ || !pending.change || settings_->on_change_command.empty()) return;
  const auto& [state, confidence] = *pending.change;
  tell(command_.run(settings_->on_change_command, state, confidence));
}

void Watcher::log_figures() {
  const MonotonicTime now = MonotonicClock::now();
  if (now < next_figures_) return;
  next_figures_ = now + in_seconds(settings_->metrics_interval_s);
  if (!settings_->show_performance_metrics) return;
  MetricsSnapshot snapshot = metrics_.snapshot();
  log_.write(LogLevel::info, metrics_line(snapshot, logged_));
  logged_ = std::move(snapshot);
}

void Watcher::tell_end() {
  const MetricsSnapshot snapshot = metrics_.snapshot();
  reporter_.tell(LogLevel::info, "ended",
                 fmt::format("ended after {:.1f} s: {}",
                             std::chrono::duration<double>(snapshot.uptime).count(),
                             metrics_line(snapshot, {})),
                 {{"frames", snapshot.counters.frames},
                  {"changes", snapshot.counters.changes},
                  {"key_presses", snapshot.counters.key_presses}});
}

}  // namespace sprint::watch
