#include "watch/page/model_trial.h"

#include <time.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "base/error.h"
#include "data/sample_files.h"

namespace sprint::watch {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLeastRuns = 200;  // of each model
constexpr size_t kMostOfOneLabel = 100;

// Of this thread, which has a low priority: what else runs does not count.
std::chrono::nanoseconds cpu_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::unique_ptr<ModelDetector> load(const ModelChoice& choice, TrialColumn& column) {
  const auto start = cpu_time();
  auto detector = std::make_unique<ModelDetector>(choice);
  column.load_time = cpu_time() - start;
  column.path = choice.path;
  column.detector = detector->describe();
  column.size_bytes = static_cast<int64_t>(fs::file_size(choice.path));
  return detector;
}

Detection timed(Detector& detector, const Image& frame, LogHistogram& times) {
  const auto start = cpu_time();
  const Detection detection = detector.detect(frame);
  times.record(cpu_time() - start);
  return detection;
}

}  // namespace

ModelTrial try_models(const std::array<ModelChoice, 2>& choices,
                      const std::vector<TrialFrame>& frames) {
  if (frames.empty()) fail("there is no frame yet to try the models on");
  ModelTrial trial;
  auto& columns = trial.columns;
  std::array<std::unique_ptr<ModelDetector>, 2> models;
  for (size_t i = 0; i < 2; ++i) {
    models[i] = load(choices[i], columns[i]);
    models[i]->detect(frames.front().image);  // its memory is there from now on
  }
  trial.frames = frames.size();
  for (size_t run = 0; run < std::max(frames.size(), kLeastRuns); ++run) {
    const TrialFrame& frame = frames[run % frames.size()];
    std::array<bool, 2> active;
    for (size_t i = 0; i < 2; ++i)
      active[i] = timed(*models[i], frame.image, columns[i].times).active;
    if (run >= frames.size()) continue;
    trial.agreeing += active[0] == active[1] ? 1U : 0U;
    if (!frame.active) continue;
    ++trial.labelled;
    for (size_t i = 0; i < 2; ++i) columns[i].right += active[i] == *frame.active ? 1U : 0U;
  }
  return trial;
}

std::vector<TrialFrame> labelled_frames(const std::string& folder) {
  std::vector<TrialFrame> frames;
  for (const bool active : {true, false}) {
    const fs::path of_label = fs::path(folder) / (active ? "active" : "inactive");
    if (!fs::is_directory(of_label)) continue;
    size_t taken = 0;
    for (const data::FolderEntry& entry : data::list_folder(of_label.string())) {
      if (taken == kMostOfOneLabel) break;
      if (entry.folder || data::file_kind(entry.name) != data::FileKind::picture) continue;
      try {
        frames.push_back({load_image(entry.path), active});
        ++taken;
      } catch (const Error&) {
        continue;
      }
    }
  }
  return frames;
}

std::vector<std::string> models_beside(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  std::vector<std::string> models;
  if (!fs::is_directory(folder)) return models;
  for (const data::FolderEntry& entry : data::list_folder(folder))
    if (!entry.folder && entry.name.ends_with(".onnx")) models.push_back(entry.path);
  return models;
}

}  // namespace sprint::watch
