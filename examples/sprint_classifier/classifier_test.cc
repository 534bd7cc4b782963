// The example's model on the committed frames and, where they are at hand, on real screenshots.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sprint/model.h"
#include "sprint/preprocess.h"
#include "sprint/samples.h"
#include "sprint/session.h"

namespace sprint {
namespace {

const std::string kFolder = CLASSIFIER_DIR;
constexpr int kSlot = 32;  // pixels of a slot in the screenshots
constexpr int kJitter = 2;
constexpr float kSure = 0.9F;

class Classifier : public testing::Test {
 protected:
  // The probability of "active".
  float active(const Tensor& input) {
    const std::vector<std::string> labels = model_.labels();
    const auto index = std::find(labels.begin(), labels.end(), "active") - labels.begin();
    return to_floats(session_->run({&input, 1}).at(0)).at(static_cast<size_t>(index));
  }

  float active(const Image& image) {
    return active(preprocess_image(image, model_.preprocess(), session_->inputs().at(0)));
  }

  float active(const Sample& sample) {
    return active(load_sample(sample, model_.preprocess(), session_->inputs()).at(0));
  }

  Model model_ = Model::load(kFolder + "/sprint_classifier.onnx");
  std::unique_ptr<Session> session_ = open_session(kFolder + "/sprint_classifier.onnx");
};

TEST_F(Classifier, CarriesItsLabelsAndPreprocessSpec) {
  EXPECT_EQ(model_.labels(), (std::vector<std::string>{"inactive", "active"}));
  const Preprocess expected{.width = 48, .height = 48};
  EXPECT_EQ(model_.preprocess(), expected);
}

TEST_F(Classifier, IsRightOnAtLeast99PercentOfTheFrames) {
  const SampleSet frames = open_samples(kFolder + "/frames");
  int right = 0;
  for (const Sample& sample : frames.samples) {
    const bool truth = frames.labels.at(static_cast<size_t>(sample.label)) == "active";
    if ((active(sample) > 0.5F) == truth) ++right;
  }
  EXPECT_EQ(frames.samples.size(), 600U);
  EXPECT_GE(right, 594);
}

Image crop(const Image& image, int left, int top) {
  Image part{kSlot, kSlot, {}};
  for (int y = top; y < top + kSlot; ++y) {
    const auto row = image.pixels.begin() + 3 * (static_cast<ptrdiff_t>(y) * image.width + left);
    part.pixels.insert(part.pixels.end(), row, row + ptrdiff_t{3} * kSlot);
  }
  return part;
}

struct Screenshot {
  const char* file;
  int left;     // of the first slot
  int slots;    // side by side along the upper edge
  int running;  // the slot of the running figure; -1: none
};

class Screenshots : public Classifier {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("SPRINT_SHARED_DATA");
    folder_ = std::string(shared != nullptr ? shared : SHARED_DATA_DIR) + "/daoc/";
    if (!std::filesystem::is_directory(folder_)) GTEST_SKIP() << "no screenshots in " << folder_;
  }

  // Every slot, cut at its place and up to kJitter pixels beside it.
  void check(const Screenshot& screenshot) {
    const Image image = load_image(folder_ + screenshot.file);
    for (int slot = 0; slot < screenshot.slots; ++slot) {
      const int left = screenshot.left + slot * kSlot;
      for (int dy = 0; dy <= kJitter; ++dy) {  // the bar touches the upper edge
        for (int dx = -kJitter; dx <= kJitter; ++dx) {
          const float probability = active(crop(image, left + dx, dy));
          const float of_truth = slot == screenshot.running ? probability : 1 - probability;
          EXPECT_GT(of_truth, kSure)
              << screenshot.file << " slot " << slot << " moved by " << dx << ", " << dy;
        }
      }
    }
  }

  std::string folder_;
};

TEST_F(Screenshots, OnlyTheRunningFigureIsActive) {
  check({"screenshot_sprint_active.png", 8, 14, 13});
}

TEST_F(Screenshots, NothingIsActiveWithoutIt) {
  check({"screenshot_sprint_inactive.png", 2, 13, -1});
}

TEST_F(Screenshots, TheIconAloneIsActive) {
  EXPECT_GT(active(load_image(folder_ + "sprint_icon.png")), kSure);
}

}  // namespace
}  // namespace sprint
