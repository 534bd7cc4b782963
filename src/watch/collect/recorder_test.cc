#include "watch/collect/recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>

#include "base/temporary_folder.h"
#include "data/test_pictures.h"
#include "sprint/error.h"
#include "sprint/samples.h"

namespace sprint::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

constexpr Detection kActive{true, 0.95}, kInactive{false, 0.95}, kDoubtful{true, 0.6};

Image scene(int number) {
  Image image = data::formula_image(40, 30);
  for (size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = static_cast<uint8_t>(image.pixels[i] * (number + 1) + 31 * number);
  }
  return image;
}

class Recording : public testing::Test {
 protected:
  RecorderOptions options(Selection selection) const {
    RecorderOptions options{.folder = folder_.path() + "/samples", .selection = selection};
    return options;
  }

  std::vector<std::string> files() const {
    std::vector<std::string> files;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(folder_.path() + "/samples")) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
    return files;
  }

  TemporaryFolder folder_;
};

// No file may grow past `bytes` while this lives: what writing to a full disk looks like.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST_F(Recording, ByStateMakesASampleFolderForData) {
  Recorder recorder(options(Selection::state));
  EXPECT_EQ(recorder.offer(scene(1), kActive), Recorded::written);
  EXPECT_EQ(recorder.offer(scene(2), kInactive), Recorded::written);
  EXPECT_EQ(recorder.offer(scene(3), kInactive), Recorded::written);
  const SampleSet set = open_samples(folder_.path() + "/samples");
  EXPECT_THAT(set.labels, ElementsAre("active", "inactive"));
  ASSERT_EQ(set.samples.size(), 3U);
  EXPECT_EQ(load_image(set.samples[0].path).pixels, scene(1).pixels);
  EXPECT_EQ(recorder.count(), 3U);
}

TEST_F(Recording, ByLabelFollowsTheUser) {
  RecorderOptions labelled = options(Selection::label);
  labelled.label = "walking";
  Recorder recorder(labelled);
  recorder.offer(scene(1), kActive);
  recorder.set_label("running");
  recorder.offer(scene(2), kInactive);
  EXPECT_THAT(open_samples(folder_.path() + "/samples").labels, ElementsAre("running", "walking"));
}

TEST_F(Recording, ByUncertaintyTakesWhatIsBelowTheBound) {
  Recorder recorder(options(Selection::uncertainty));
  EXPECT_EQ(recorder.offer(scene(1), kActive), Recorded::no);
  EXPECT_EQ(recorder.offer(scene(2), kDoubtful), Recorded::written);
  EXPECT_THAT(open_samples(folder_.path() + "/samples").labels, ElementsAre("unsure"));
}

TEST_F(Recording, RejectsNearDuplicatesWithinALabelOnly) {
  Recorder recorder(options(Selection::state));
  Image almost = scene(1);
  almost.pixels[100] ^= 1;
  EXPECT_EQ(recorder.offer(scene(1), kActive), Recorded::written);
  EXPECT_EQ(recorder.offer(almost, kActive), Recorded::near_duplicate);
  EXPECT_EQ(recorder.offer(almost, kInactive), Recorded::written);
}

TEST_F(Recording, KnowsItsSamplesOfEarlierRuns) {
  EXPECT_EQ(Recorder(options(Selection::state)).offer(scene(1), kActive), Recorded::written);
  Recorder again(options(Selection::state));
  EXPECT_EQ(again.count(), 1U);
  EXPECT_EQ(again.offer(scene(1), kActive), Recorded::already_there);
  EXPECT_EQ(files().size(), 1U);
}

TEST_F(Recording, StopsAtTheLimit) {
  RecorderOptions few = options(Selection::state);
  few.limit = 2;
  Recorder recorder(few);
  EXPECT_EQ(recorder.offer(scene(1), kActive), Recorded::written);
  EXPECT_EQ(recorder.offer(scene(2), kInactive), Recorded::written);
  EXPECT_EQ(recorder.offer(scene(3), kActive), Recorded::full);
  EXPECT_THAT(recorder.reason(), HasSubstr("holds 2 samples already"));
  EXPECT_EQ(files().size(), 2U);
}

TEST_F(Recording, LeavesNothingBehindOnAFullDiskAndGoesOnWhenThereIsRoom) {
  RecorderOptions patient = options(Selection::state);
  patient.retry_delay = std::chrono::hours(1);
  Recorder recorder(patient);
  RecorderOptions eager = options(Selection::state);
  eager.retry_delay = std::chrono::milliseconds(0);
  Recorder retries(eager);
  {
    const FullDisk full(64);
    EXPECT_EQ(recorder.offer(scene(1), kActive), Recorded::failed);
    EXPECT_THAT(recorder.reason(), HasSubstr("cannot be written"));
    EXPECT_EQ(retries.offer(scene(1), kActive), Recorded::failed);
    EXPECT_EQ(retries.offer(scene(1), kActive), Recorded::failed);
  }
  EXPECT_THAT(files(), IsEmpty());
  EXPECT_EQ(recorder.offer(scene(1), kActive), Recorded::no);
  EXPECT_EQ(retries.offer(scene(1), kActive), Recorded::written);
  EXPECT_EQ(recorder.count(), 0U);
  EXPECT_EQ(retries.count(), 1U);
}

TEST_F(Recording, RefusesLabelsThatAreNoFolders) {
  for (const char* label : {"", ".hidden", "a/b", "..", "a\nb"}) {
    RecorderOptions wrong = options(Selection::label);
    wrong.label = label;
    EXPECT_THAT([&] { Recorder recorder(wrong); },
                ThrowsMessage<Error>(HasSubstr("cannot be the name of a folder")))
        << label;
  }
  RecorderOptions wrong = options(Selection::state);
  wrong.folder = "/dev/null/samples";
  EXPECT_THAT([&] { Recorder recorder(wrong); },
              ThrowsMessage<Error>(HasSubstr("/dev/null/samples: the folder cannot be made")));
}

}  // namespace
}  // namespace sprint::watch
