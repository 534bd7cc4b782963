#include "watch/loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <thread>
#include <vector>

#include "base/temporary_folder.h"
#include "data/test_pictures.h"
#include "sprint/error.h"
#include "tests/support/count_allocations.h"
#include "watch/capture/folder_source.h"
#include "watch/decide/model_detector.h"

namespace sprint::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kExample = SPRINT_SOURCE_DIR "/examples/sprint_classifier";

// What a source gives next: a frame of pixels of one value, or none for a reason.
struct Step {
  Capture result = Capture::frame;
  uint8_t value = 0;
};

constexpr Step kOn{Capture::frame, 200}, kOff{Capture::frame, 50}, kUnsure{Capture::frame, 128};
constexpr Step kAbsent{Capture::absent, 0}, kFailed{Capture::failed, 0};

std::vector<Step> times(size_t count, Step step) { return std::vector<Step>(count, step); }

std::vector<Step> operator+(std::vector<Step> a, const std::vector<Step>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Gives its steps one after the other, and then ends.
class FakeSource final : public Source {
 public:
  explicit FakeSource(std::vector<Step> steps) : steps_(std::move(steps)) {}

  Capture capture(Image& frame) override {
    if (before) before(next_);
    if (next_ == steps_.size()) return Capture::ended;
    const Step step = steps_[next_++];
    reason_ = step.result == Capture::frame ? "" : "reason";
    if (step.result != Capture::frame) return step.result;
    frame.width = frame.height = 4;
    frame.pixels.assign(48, step.value);
    frame.pixels[0] = static_cast<uint8_t>(changes ? next_ : 0);
    return step.result;
  }
  const std::string& reason() const override { return reason_; }
  void wait(std::chrono::milliseconds, int) override { ++waits; }
  void set_region(const Region& other) override { region = other; }
  const std::string& title() const override { return name; }
  uint32_t window() const override { return 7; }

  std::string name = "game";
  bool changes = true;  // one pixel in every frame
  int waits = 0;
  std::optional<Region> region;
  std::function<void(size_t)> before;  // a step

 private:
  std::vector<Step> steps_;
  size_t next_ = 0;
  std::string reason_;
};

// Bright is on; how sure it is, grows with the distance from the middle.
class FakeDetector final : public Detector {
 public:
  explicit FakeDetector(std::string name = "fake") : name_(std::move(name)) {}
  Detection detect(const Image& frame) override {
    ++calls;
    if (fails) throw Error(ErrorCode::bad_input, "does not fit");
    const int value = frame.pixels[3];
    return {value > 128, 0.5 + std::abs(value - 128) / 256.0};
  }
  std::string describe() const override { return name_; }

  static inline int calls = 0;
  bool fails = false;

 private:
  std::string name_;
};

class FakeListener final : public LoopListener {
 public:
  void state_changed(State before, State after, double confidence) override {
    changes.push_back(after);
    confidences.push_back(confidence);
    EXPECT_NE(before, after);
  }
  void sprint_is_off(uint32_t window, bool, MonotonicTime) override {
    EXPECT_EQ(window, 7U);
    ++off_frames;
  }
  void found(const std::string& title, std::string_view) override { titles.push_back(title); }
  void lost(Capture, const std::string& reason) override { reasons.push_back(reason); }
  void recorded(Recorded what, const Recorder&) override { kept.push_back(what); }
  void clocks_jumped(const std::string&) override {}  // of a machine that is busy

  std::vector<State> changes;
  std::vector<double> confidences;
  std::vector<std::string> titles, reasons;
  std::vector<Recorded> kept;
  int off_frames = 0;
};

class LoopTest : public testing::Test {
 protected:
  LoopTest() { FakeDetector::calls = 0; }

  // The source, which is the loop's from now on.
  FakeSource& use(std::vector<Step> steps) {
    auto source = std::make_unique<FakeSource>(std::move(steps));
    FakeSource& used = *source;
    loop.set_source(std::move(source));
    loop.set_settings(settings);
    return used;
  }
  void run(std::vector<Step> steps) {
    use(std::move(steps));
    loop.set_detector(std::make_unique<FakeDetector>());
    loop.run();
  }
  Counters counters() const { return metrics.snapshot().counters; }
  int64_t count(Stage stage) const {
    return metrics.snapshot().stages[static_cast<size_t>(stage)].count();
  }

  LoopSettings settings{.frames_per_second = 1e5, .rule = {.frames = 3, .threshold = 0.7}};
  FakeListener listener;
  Metrics metrics;
  Loop loop{listener, metrics};
};

TEST_F(LoopTest, ConfirmsAStateAfterEqualFrames) {
  run(times(5, kOff) + times(2, kOn) + times(1, kOff) + times(4, kOn));
  EXPECT_THAT(listener.changes, ElementsAre(State::off, State::on));
  EXPECT_THAT(listener.titles, ElementsAre("game"));
  EXPECT_EQ(listener.off_frames, 3 + 2 + 1 + 2);  // until the third frame of the other state
  EXPECT_EQ(counters().changes, 2);
  EXPECT_EQ(loop.view().state, State::on);
}

TEST_F(LoopTest, MeasuresEveryStage) {
  run(times(12, kOff));
  for (const Stage stage : {Stage::capture, Stage::infer, Stage::act, Stage::whole})
    EXPECT_EQ(count(stage), 12);
  EXPECT_EQ(counters().frames, 12);
  EXPECT_EQ(counters().detections, 12);
}

TEST_F(LoopTest, SkipsInferenceWhileTheRegionDoesNotChange) {
  FakeSource& source = use(times(4, kOff) + times(6, kOn));
  source.changes = false;
  loop.set_detector(std::make_unique<FakeDetector>());
  loop.run();
  EXPECT_EQ(FakeDetector::calls, 2);
  EXPECT_EQ(counters().unchanged, 8);
  EXPECT_EQ(loop.view().frame_number, 2);
  EXPECT_THAT(listener.changes, ElementsAre(State::off, State::on));
}

TEST_F(LoopTest, LooksAtEveryFrameWhereTheUserWantsIt) {
  settings.keep_unchanged = false;
  FakeSource& source = use(times(9, kOff));
  source.changes = false;
  loop.set_detector(std::make_unique<FakeDetector>());
  loop.run();
  EXPECT_EQ(FakeDetector::calls, 9);
  EXPECT_EQ(counters().unchanged, 0);
}

TEST_F(LoopTest, KnowsNothingOfAWindowThatHasGone) {
  FakeSource& source = use(times(3, kOn) + times(4, kAbsent) + times(3, kOn));
  loop.set_detector(std::make_unique<FakeDetector>());
  int waits = 0;
  source.before = [&](size_t) { waits = source.waits; };
  loop.run();
  EXPECT_EQ(waits, 4);
  EXPECT_THAT(listener.changes, ElementsAre(State::on, State::unknown, State::on));
  EXPECT_EQ(listener.confidences[1], 0);
  EXPECT_THAT(listener.reasons, ElementsAre("reason"));
  EXPECT_THAT(listener.titles, ElementsAre("game", "game"));
  EXPECT_EQ(counters().absences, 1);
  EXPECT_EQ(counters().changes, 2);
}

TEST_F(LoopTest, GoesOnAfterFailures) {
  run(times(3, kOn) + times(2, kFailed) + times(3, kOff));
  EXPECT_THAT(listener.changes, ElementsAre(State::on, State::unknown, State::off));
  EXPECT_EQ(counters().capture_errors, 2);
}

TEST_F(LoopTest, SaysWhyADetectorCannotWork) {
  use(times(3, kOn));
  auto detector = std::make_unique<FakeDetector>();
  detector->fails = true;
  loop.set_detector(std::move(detector));
  loop.run();
  EXPECT_THAT(listener.reasons, ElementsAre("does not fit"));
  EXPECT_THAT(listener.changes, IsEmpty());
}

TEST_F(LoopTest, PassesOverDoubtfulFrames) {
  run(times(3, kOn) + times(9, kUnsure) + times(1, kOn));
  EXPECT_THAT(listener.changes, ElementsAre(State::on));
}

TEST_F(LoopTest, TakesAnotherDetectorBetweenTwoFrames) {
  FakeSource& source = use(times(12, kOn));
  loop.set_detector(std::make_unique<FakeDetector>("first"));
  source.before = [&](size_t step) {
    if (step == 6) loop.set_detector(std::make_unique<FakeDetector>("second"));
    EXPECT_EQ(loop.view().detector, step <= 6 ? "first" : "second");
  };
  loop.run();
  EXPECT_THAT(listener.changes, ElementsAre(State::on));  // the confirmed state stays
}

TEST_F(LoopTest, StartsAnewWithAnotherRegion) {
  FakeSource& source = use(times(12, kOn));
  loop.set_detector(std::make_unique<FakeDetector>());
  source.before = [&](size_t step) {
    settings.region = Region{1, 2, 3, 4};
    if (step == 6) loop.set_settings(settings);
  };
  std::optional<Region> region;
  const auto check = source.before;
  source.before = [&](size_t step) {
    check(step);
    region = source.region;
  };
  loop.run();
  EXPECT_EQ(region, settings.region);
  EXPECT_THAT(listener.changes, ElementsAre(State::on, State::unknown, State::on));
}

TEST_F(LoopTest, StopsWhenTold) {
  settings.frames_per_second = 0.001;
  use(times(1000, kOn));
  loop.set_detector(std::make_unique<FakeDetector>());
  std::thread thread([&] { loop.run(); });
  while (counters().frames == 0) std::this_thread::yield();
  loop.stop();
  thread.join();
  EXPECT_LT(counters().frames, 1000);
}

TEST_F(LoopTest, KeepsFramesOfTheLabelThatIsSet) {
  const TemporaryFolder folder;
  RecorderOptions options;
  options.folder = folder.path() + "/samples";
  options.selection = Selection::label;
  options.label = "active";
  FakeSource& source = use({kOn, kOff, kOn, kUnsure, kOff});
  loop.set_recorder(std::make_unique<Recorder>(options));
  loop.set_label({});
  source.before = [&](size_t step) {
    if (step == 0) loop.set_label("inactive");
    if (step == 2) loop.set_label({});
  };
  loop.run();
  // Orders are carried out after the frame in which they came.
  EXPECT_THAT(listener.kept, ElementsAre(Recorded::written, Recorded::written));
  EXPECT_TRUE(std::filesystem::exists(options.folder + "/inactive"));
  EXPECT_FALSE(std::filesystem::exists(options.folder + "/active"));
}

TEST_F(LoopTest, HandsOutTheLastFrame) {
  EXPECT_THAT(loop.frame().pixels, IsEmpty());
  run(times(2, kOn));
  EXPECT_THAT(loop.frame().pixels, SizeIs(48));
  EXPECT_EQ(loop.frame().pixels[3], kOn.value);
}

// Pictures of one size, over and over, of which no two in a row are equal.
class Pictures final : public Source {
 public:
  explicit Pictures(size_t count) : count_(count) {
    FolderSource folder(kExample + "/frames/active", {}, FolderSource::After::stop);
    for (Image frame; frames_.size() < 8 && folder.capture(frame) == Capture::frame;)
      frames_.push_back(frame);
  }
  Capture capture(Image& frame) override {
    if (next_ == kWarm) warm_ = tests::allocations;
    if (next_ == count_) {
      allocated = tests::allocations - warm_;
      return Capture::ended;
    }
    frame = frames_[next_++ % frames_.size()];
    return Capture::frame;
  }
  const std::string& reason() const override { return title_; }
  void wait(std::chrono::milliseconds, int) override {}
  void set_region(const Region&) override {}
  const std::string& title() const override { return title_; }

  static inline size_t allocated = 1;  // from the frame kWarm to the end

 private:
  static constexpr size_t kWarm = 20;
  std::vector<Image> frames_;
  size_t count_, next_ = 0, warm_ = 0;
  std::string title_ = "a title that is longer than what a string holds in itself";
};

TEST_F(LoopTest, AllocatesNothingPerFrame) {
  ASSERT_GE(tests::count_allocations([] { std::vector<int> counted(3); }), 1U);
  loop.set_source(std::make_unique<Pictures>(200));
  loop.set_settings(settings);
  loop.set_detector(std::make_unique<ModelDetector>(
      ModelChoice{kExample + "/sprint_classifier.onnx", {}, 0.7, {.runtime = Runtime::native}}));
  loop.run();
  EXPECT_EQ(counters().detections, 200);
  EXPECT_EQ(Pictures::allocated, 0U);
  EXPECT_THAT(listener.changes, ElementsAre(State::on));
}

}  // namespace
}  // namespace sprint::watch
