// The watcher: the loop in a thread of its own, and around it what is slow or seldom.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "watch/act/command.h"
#include "watch/act/reporter.h"
#include "watch/act/sprint_keys.h"
#include "watch/collect/label_keys.h"
#include "watch/decide/compared_detector.h"
#include "watch/followed_settings.h"
#include "watch/log.h"
#include "watch/loop.h"
#include "watch/metrics/metrics.h"
#include "watch/page/watched.h"
#include "watch/parts.h"
#include "watch/settings.h"
#include "watch/wake.h"

namespace sprint::watch {

// For one thread, at normal priority, but for what is marked. What happens while it watches is told
// through the log and the events; nothing is thrown for it.
class Watcher final : public Watched, private LoopListener {
 public:
  // Loads settings and detector. Throws Error naming what is wrong with them.
  explicit Watcher(WatcherOptions options);
  ~Watcher() override;

  // Watches until `stop_descriptor` is readable, the frames end or the time is over. Throws what
  // the loop cannot go on after, such as that there is no memory.
  void run(int stop_descriptor);

  // For any thread.
  WatchStatus status() override;
  MetricsSnapshot metrics() override { return metrics_.snapshot(); }
  Image frame() override { return loop_.frame(); }
  Image window() override { return window_picture(options_, settings()); }
  void set_paused(bool paused) override { keys_.set_paused(paused); }
  Comparison::Figures comparison() const { return comparison_.figures(); }
  Settings settings();                          // in use
  int64_t samples() const { return samples_; }  // written so far

 private:
  // What the loop's thread leaves for the other one.
  struct Pending {
    std::optional<std::pair<State, double>> change;  // the last one, and how sure it is
    std::optional<std::string> title;                // of the window
    bool ended = false;
    std::exception_ptr error;
  };

  void state_changed(State before, State after, double confidence) override;
  void sprint_is_off(uint32_t window, bool certain, MonotonicTime now) override;
  void found(const std::string& title, std::string_view note) override;
  void lost(Capture why, const std::string& reason) override;
  void recorded(Recorded what, const Recorder& recorder) override;
  void clocks_jumped(const std::string& what) override;
  void run_loop() noexcept;
  template <typename Change>
  void leave(Change change);

  std::unique_ptr<Detector> make_detector(const Settings& settings);
  void set_up(const Settings& next, bool detector_changed);
  void reload();
  void tell_notes();
  void accept();
  void refuse(const std::string& reason);
  void switch_profile(const std::string& title);

  void serve(int stop_descriptor);
  bool wait(int stop_descriptor);
  void take_labels();
  void tend_command(const Pending& pending);
  void log_figures();
  void tell_end();

  const WatcherOptions options_;
  const bool acts_;  // presses keys and runs commands
  FollowedSettings followed_;
  Log log_;
  Reporter reporter_;
  Metrics metrics_;
  Comparison comparison_;
  SprintKeys keys_;
  std::optional<LabelKeys> label_keys_;
  ChangeCommand command_;
  Loop loop_;

  MetricsSnapshot logged_;    // when figures were logged last
  std::exception_ptr error_;  // that ended the loop
  MonotonicTime end_ = MonotonicTime::max(), next_figures_{};

  std::atomic<int64_t> samples_{0};
  Recorded last_recorded_ = Recorded::no;  // that was told; of the loop's thread

  Wake wake_;         // something is pending
  std::mutex mutex_;  // of what follows
  Pending pending_;
  std::optional<Settings> settings_;  // in use; changed by the thread of run() only
  std::string refused_;               // why the settings file as it is now is not in use
  std::thread thread_;
};

}  // namespace sprint::watch
