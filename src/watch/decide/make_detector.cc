#include "watch/decide/make_detector.h"

#include <tuple>

#include "watch/decide/template_detector.h"

namespace sprint::watch {
namespace {

// probability_of_on() is 1/2 where an icon matches as well as the threshold asks for.
constexpr double kLeastOfTemplates = 0.5;

bool takes_model(const Settings& settings) {
  return settings.detection_method == DetectionMethod::model;
}

auto template_settings(const Settings& settings) {
  return std::tie(settings.sprint_on_icon_path, settings.sprint_off_icon_path,
                  settings.template_match_threshold);
}

auto model_settings(const Settings& settings) {
  return std::tie(settings.ml_model_path, settings.ml_active_label,
                  settings.ml_confidence_threshold);
}

}  // namespace

ModelChoice model_choice(const Settings& settings, const std::string& path, Runtime runtime) {
  return {path, settings.ml_active_label, settings.ml_confidence_threshold, {.runtime = runtime}};
}

std::unique_ptr<Detector> make_detector(const Settings& settings, Runtime runtime) {
  if (takes_model(settings))
    return std::make_unique<ModelDetector>(model_choice(settings, settings.ml_model_path, runtime));
  return std::make_unique<TemplateDetector>(settings.sprint_on_icon_path,
                                            settings.sprint_off_icon_path,
                                            settings.template_match_threshold);
}

std::vector<std::string> detector_files(const Settings& settings) {
  if (takes_model(settings)) return {settings.ml_model_path};
  std::vector<std::string> icons{settings.sprint_on_icon_path};
  if (!settings.sprint_off_icon_path.empty()) icons.push_back(settings.sprint_off_icon_path);
  return icons;
}

bool same_detector(const Settings& a, const Settings& b) {
  if (a.detection_method != b.detection_method) return false;
  return takes_model(a) ? model_settings(a) == model_settings(b)
                        : template_settings(a) == template_settings(b);
}

HysteresisRule hysteresis_rule(const Settings& settings) {
  return {settings.temporal_consistency_frames,
          takes_model(settings) ? settings.ml_confidence_threshold : kLeastOfTemplates};
}

}  // namespace sprint::watch
