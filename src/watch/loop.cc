#include "watch/loop.h"

#include <poll.h>

#include <utility>

#include "sprint/error.h"

namespace sprint::watch {
namespace {

// Records how long a stage took, unless it came to nothing.
class StageTimer {
 public:
  StageTimer(Metrics& metrics, Stage stage) : metrics_(metrics), stage_(stage) {}
  void end() { metrics_.record(stage_, MonotonicClock::now() - begin_); }

 private:
  Metrics& metrics_;
  Stage stage_;
  MonotonicTime begin_ = MonotonicClock::now();
};

}  // namespace

Loop::Loop(LoopListener& listener, Metrics& metrics) : listener_(listener), metrics_(metrics) {}

void Loop::run() {
  while (take_orders()) run_frame();
}

void Loop::run_frame() {
  StageTimer whole(metrics_, Stage::whole);
  if (!capture() || !infer()) return;
  if (!view_.reason.empty()) tell_found(view_.title);
  StageTimer acting(metrics_, Stage::act);
  decide();
  act();
  acting.end();
  whole.end();
  pace();
}

// False where there is no frame.
bool Loop::capture() {
  StageTimer timer(metrics_, Stage::capture);
  const Capture captured = source_->capture(frame_);
  if (captured != Capture::frame) {
    wait_after(captured, source_->reason());
    return false;
  }
  timer.end();
  metrics_.count(&Counters::frames);
  notice_window();
  return true;
}

// Preprocesses and infers, unless the frame shows what the one before it showed. False where the
// detector cannot work on the frame.
bool Loop::infer() {
  const bool unchanged = keep_frame();
  if (detector_ == nullptr) return true;
  if (unchanged && detected_ && settings_.keep_unchanged) {
    metrics_.count(&Counters::unchanged);
    return true;
  }
  StageTimer timer(metrics_, Stage::infer);
  try {
    const Detection detection = detector_->detect(frame_);
    const std::scoped_lock lock(mutex_);
    view_.detection = detection;
  } catch (const Error& error) {
    wait_after(Capture::failed, error.what());
    return false;
  }
  timer.end();
  metrics_.count(&Counters::detections);
  return detected_ = true;
}

// Temporal consistency: see after_detection().
void Loop::decide() {
  if (!detected_) return;
  become(after_detection(hysteresis_, view_.detection, settings_.rule), view_.detection.confidence);
}

void Loop::act() {
  if (hysteresis_.state == State::off)
    listener_.sprint_is_off(source_->window(), source_->is_certain(), MonotonicClock::now());
  if (recorder_ == nullptr || !recording_) return;
  const Recorded what = recorder_->offer(frame_, view_.detection);
  if (what != Recorded::no && what != Recorded::near_duplicate)
    listener_.recorded(what, *recorder_);
}

void Loop::pace() {
  const MonotonicTime now = MonotonicClock::now();
  pacer_->advance(now);
  wait_at_most(pacer_->deadline() - now, [&] {
    pollfd woken{wake_.descriptor(), POLLIN, 0};
    wait_until(pacer_->deadline(), {&woken, 1});
  });
}

// Waits, and tells what the clocks say of it; a frame may take as long as it takes.
template <typename Wait>
void Loop::wait_at_most(std::chrono::nanoseconds longest, Wait wait) {
  const auto look = [&](std::chrono::nanoseconds bound) {
    const std::string what = clock_jumps_.look(Clocks::now(), bound);
    if (!what.empty()) listener_.clocks_jumped(what);
  };
  look(std::chrono::nanoseconds::max());
  wait();
  look(longest);
}

// Whether the frame shows what the one before it showed.
bool Loop::keep_frame() {
  const std::scoped_lock lock(mutex_);
  if (last_.equals(frame_)) return true;
  ++view_.frame_number;
  return false;
}

void Loop::notice_window() {
  if (view_.title == source_->title() && view_.window_class == source_->window_class() &&
      note_ == source_->note()) {
    return;
  }
  note_ = source_->note();
  tell_found(source_->title());
}

void Loop::tell_found(const std::string& title) {
  {
    const std::scoped_lock lock(mutex_);
    view_.reason.clear();
    view_.title = title;
    view_.window_class = source_->window_class();
  }
  listener_.found(view_.title, note_);
}

// Nothing is known of what cannot be seen.
void Loop::wait_after(Capture why, const std::string& reason) {
  if (why == Capture::ended) {
    ended_ = true;
    return;
  }
  if (why == Capture::failed) metrics_.count(&Counters::capture_errors);
  if (reason != view_.reason) {
    if (why == Capture::absent) metrics_.count(&Counters::absences);
    {
      const std::scoped_lock lock(mutex_);
      view_.reason = reason;
    }
    listener_.lost(why, reason);
  }
  detected_ = false;
  become({}, 0);
  const auto delay = why == Capture::absent ? settings_.absent_delay : settings_.failed_delay;
  wait_at_most(delay, [&] { source_->wait(delay, wake_.descriptor()); });
}

void Loop::become(const Hysteresis& next, double confidence) {
  const State before = std::exchange(hysteresis_, next).state;
  if (before == next.state) return;
  {
    const std::scoped_lock lock(mutex_);
    view_.state = next.state;
  }
  if (next.state != State::unknown) metrics_.count(&Counters::changes);
  listener_.state_changed(before, next.state, confidence);
}

template <typename Change>
void Loop::order(Change change) {
  {
    const std::scoped_lock lock(mutex_);
    change(orders_);
    ordered_ = true;
  }
  wake_.wake();
}

void Loop::set_settings(const LoopSettings& settings) {
  order([&](Orders& orders) { orders.settings = settings; });
}

void Loop::set_source(std::unique_ptr<Source> source) {
  order([&](Orders& orders) { orders.source = std::move(source); });
}

void Loop::set_detector(std::unique_ptr<Detector> detector) {
  order([&](Orders& orders) { orders.detector = std::move(detector); });
}

void Loop::set_recorder(std::unique_ptr<Recorder> recorder) {
  order([&](Orders& orders) { orders.recorder = std::move(recorder); });
}

void Loop::set_label(std::optional<std::string> label) {
  order([&](Orders& orders) { orders.label = std::move(label); });
}

void Loop::stop() {
  order([](Orders& orders) { orders.stop = true; });
}

// False where the loop is to end.
bool Loop::take_orders() {
  if (!ordered_) return !ended_;
  wake_.clear();
  Orders orders;
  {
    const std::scoped_lock lock(mutex_);
    orders = std::exchange(orders_, {});
    ordered_ = false;
  }
  obey(orders);
  return !orders.stop && !ended_;
}

// What another source or region shows says nothing of the state before; another detector goes on
// from the state that is confirmed.
void Loop::obey(Orders& orders) {
  if (orders.source != nullptr) {
    source_ = std::move(orders.source);
    become({}, 0);
  }
  if (orders.settings) {
    const bool moved = orders.settings->region != settings_.region;
    settings_ = *orders.settings;
    if (settings_.region) source_->set_region(*settings_.region);
    if (moved) become({}, 0);
    if (!pacer_) pacer_.emplace(settings_.frames_per_second, MonotonicClock::now());
    pacer_->set_rate(settings_.frames_per_second, MonotonicClock::now());
  }
  if (orders.detector) {
    detector_ = std::move(*orders.detector);
    hysteresis_ = {.state = hysteresis_.state};
    metrics_.set_model(detector_ ? detector_->model() : ModelFigures{});
  }
  if (orders.recorder) recorder_ = std::move(*orders.recorder);
  if (orders.label) obey_label(*orders.label);
  detected_ = false;
  const std::scoped_lock lock(mutex_);
  view_.detector = detector_ ? detector_->describe() : "";
}

void Loop::obey_label(const std::optional<std::string>& label) {
  recording_ = label.has_value();
  if (label && recorder_) recorder_->set_label(*label);
}

Loop::View Loop::view() const {
  const std::scoped_lock lock(mutex_);
  return view_;
}

Image Loop::frame() const {
  const std::scoped_lock lock(mutex_);
  return last_.frame();
}

}  // namespace sprint::watch
