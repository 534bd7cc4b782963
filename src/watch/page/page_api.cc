#include "watch/page/page_api.h"

#include <algorithm>

#include "base/error.h"
#include "data/encode_png.h"
#include "watch/decide/make_detector.h"
#include "watch/metrics/formats.h"
#include "watch/page/assets.h"
#include "watch/page/model_trial.h"

namespace sprint::watch {
namespace {

constexpr size_t kMostSamples = 10000;

constexpr const char* kScript = "text/javascript; charset=utf-8";

struct Asset {
  std::string_view path;
  const char* type;
  const std::string_view& content;
};
const Asset kAssets[] = {{"/", "text/html; charset=utf-8", kPageHtml},
                         {"/page.css", "text/css; charset=utf-8", kPageCss},
                         {"/page.js", kScript, kPageJs},
                         {"/server.js", kScript, kServerJs},
                         {"/dom.js", kScript, kDomJs},
                         {"/live.js", kScript, kLiveJs},
                         {"/chart.js", kScript, kChartJs},
                         {"/region.js", kScript, kRegionJs},
                         {"/model.js", kScript, kModelJs},
                         {"/settings.js", kScript, kSettingsJs},
                         {"/fields.js", kScript, kFieldsJs},
                         {"/text.js", kScript, kTextJs}};

std::optional<HttpResponse> asset_at(std::string_view path) {
  const auto* found = std::ranges::find(kAssets, path, &Asset::path);
  if (found == std::end(kAssets)) return std::nullopt;
  return HttpResponse{.type = found->type, .body = std::string(found->content)};
}

HttpResponse json_response(const Json& json, int status = 200) {
  return {.status = status, .body = json.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

HttpResponse done() { return json_response(Json::object()); }

HttpResponse png_response(const Image& image) {
  const std::vector<uint8_t> png = data::encode_png(image);
  return {.type = "image/png", .body = std::string(png.begin(), png.end())};
}

// A request's body: an object with the members that a handler takes out of it.
class Body {
 public:
  explicit Body(const HttpRequest& request) : json_(Json::parse(request.body, nullptr, false)) {
    if (!json_.is_object()) fail_usage("expected a JSON object");
  }

  bool has(const char* name) const { return json_.contains(name); }

  template <typename T>
  T take(const char* name) const {
    const auto found = json_.find(name);
    if (found == json_.end()) fail_usage("{} is missing", name);
    try {
      return found->get<T>();
    } catch (const Json::exception&) {
      fail_usage("{} is of another type than expected", name);
    }
  }

 private:
  Json json_;
};

// The file may be newer than what the watcher has read.
const Settings& settings_of(const SettingsFile& file, const std::string& profile_id) {
  const auto found = std::ranges::find(file.profiles, profile_id, &Profile::id);
  return found == file.profiles.end() ? file.settings : found->settings;
}

std::map<std::string, std::string> values_of(const Json& object) {
  if (!object.is_object() || object.empty()) fail_usage("values: expected an object of settings");
  std::map<std::string, std::string> values;
  for (const auto& [key, value] : object.items())
    values[key] = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return values;
}

}  // namespace

const PageApi::Route PageApi::kRoutes[] = {
    {"GET", "/metrics", &PageApi::prometheus},
    {"GET", "/api/status", &PageApi::status},
    {"GET", "/api/frame", &PageApi::frame},
    {"GET", "/api/window", &PageApi::window, /*slow=*/true},
    {"GET", "/api/settings", &PageApi::settings},
    {"POST", "/api/pause", &PageApi::pause},
    {"POST", "/api/settings/check", &PageApi::check_settings},
    {"POST", "/api/settings", &PageApi::replace_settings},
    {"POST", "/api/values", &PageApi::set_values},
    {"POST", "/api/trial", &PageApi::try_model, /*slow=*/true},
    {"POST", "/api/model", &PageApi::use_model},
    {"POST", "/api/label", &PageApi::label},
};

PageApi::PageApi(Watched& watched, const PageOptions& options)
    : watched_(watched),
      editor_(options.settings_path, watched.status().runtime),
      samples_folder_(options.samples_folder) {}

HttpAnswer PageApi::answer(const HttpRequest& request) {
  auto asset = asset_at(request.path);
  if (asset && request.method == "GET") return *std::move(asset);
  bool known = asset.has_value();
  for (const Route& route : kRoutes) {
    if (request.path != route.path) continue;
    known = true;
    if (request.method != route.method) continue;
    if (route.slow) return [this, &route, request] { return carry_out(route, request); };
    return carry_out(route, request);
  }
  return known ? refusal(405, "this address takes another method")
               : refusal(404, "there is nothing at this address");
}

HttpResponse PageApi::carry_out(const Route& route, const HttpRequest& request) {
  try {
    return (this->*route.handler)(request);
  } catch (const Error& error) {
    return refusal(error.code() == ErrorCode::usage ? 400 : 503, error.what());
  }
}

HttpResponse PageApi::prometheus(const HttpRequest&) {
  return {.type = "text/plain; version=0.0.4; charset=utf-8",
          .body = metrics_prometheus(watched_.metrics())};
}

HttpResponse PageApi::status(const HttpRequest& request) {
  const MetricsSnapshot metrics = watched_.metrics();
  history_.add(metrics);
  Json json = status_json(watched_.status());
  json["figures"] = figures_json(metrics);
  json["history"] = history_json(history_, query_number(request.query, "after").value_or(0));
  return json_response(json);
}

// Answers are numbered, so that label() is told which frame a person saw.
HttpResponse PageApi::frame(const HttpRequest&) {
  Image frame = watched_.frame();
  if (frame.pixels.empty()) return refusal(404, "there is no frame yet");
  shown_ = std::move(frame);
  HttpResponse response = png_response(shown_);
  response.more_headers = fmt::format("Shown-Frame: {}\r\n", ++shown_number_);
  return response;
}

HttpResponse PageApi::window(const HttpRequest&) { return png_response(watched_.window()); }

HttpResponse PageApi::settings(const HttpRequest&) {
  const WatchStatus status = watched_.status();
  const SettingsText text = editor_.read();
  Json json = {{"path", editor_.path()},
               {"text", text.text},
               {"version", text.version},
               {"profile_id", status.profile_id},
               {"active_profile_id", status.settings.active_profile_id},
               {"automatic", status.settings.enable_auto_profile_switching},
               {"models", models_beside(status.settings.ml_model_path)}};
  const SettingsFaults faults = editor_.check(text.text, status.profile_id);
  json["fault"] = faults.empty() ? Json() : faults_json(faults);
  const bool readable = faults.empty() || editor_.unreadable(text.text).empty();
  const SettingsFile file = readable ? parse_settings(text.text, editor_.path()) : SettingsFile{};
  json["keys"] = keys_json(readable ? settings_of(file, status.profile_id) : status.settings);
  json["profiles"] = profiles_json(file.profiles);
  json["notes"] = file.notes;
  return json_response(json);
}

HttpResponse PageApi::pause(const HttpRequest& request) {
  watched_.set_paused(Body(request).take<bool>("paused"));
  return done();
}

HttpResponse PageApi::check_settings(const HttpRequest& request) {
  const Body body(request);
  const SettingsFaults faults =
      body.has("values") ? editor_.check_values(values_of(body.take<Json>("values")),
                                                body.take<std::string>("profile_id"))
                         : editor_.check(body.take<std::string>("text"), profile_in_use());
  return faults.empty() ? done() : json_response(faults_json(faults), 422);
}

HttpResponse PageApi::replace_settings(const HttpRequest& request) {
  const Body body(request);
  return outcome(editor_.replace(body.take<std::string>("text"), body.take<std::string>("version"),
                                 profile_in_use()));
}

HttpResponse PageApi::set_values(const HttpRequest& request) {
  const Body body(request);
  return outcome(
      editor_.set(values_of(body.take<Json>("values")), body.take<std::string>("profile_id")));
}

HttpResponse PageApi::outcome(const SettingsEditor::Outcome& outcome) const {
  switch (outcome.written) {
    case SettingsEditor::Written::yes:
      return json_response({{"version", editor_.read().version}});
    case SettingsEditor::Written::refused:
      return json_response(faults_json(outcome.faults), 422);
    case SettingsEditor::Written::changed_meanwhile:
      break;
  }
  return refusal(409, "the file was changed meanwhile; load it again");
}

HttpResponse PageApi::try_model(const HttpRequest& request) {
  const WatchStatus status = watched_.status();
  const Settings& settings = status.settings;
  const auto path = Body(request).take<std::string>("path");
  if (settings.detection_method != DetectionMethod::model)
    fail_usage("no model is in use to compare with: the icons are");
  std::vector<TrialFrame> frames = labelled_frames(samples_folder_);
  if (Image frame = watched_.frame(); !frame.pixels.empty())
    frames.push_back({std::move(frame), std::nullopt});
  const auto choice = [&](const std::string& model) {
    return model_choice(settings, model, status.runtime);
  };
  return json_response(
      trial_json(try_models({choice(settings.ml_model_path), choice(path)}, frames)));
}

HttpResponse PageApi::use_model(const HttpRequest& request) {
  const auto path = Body(request).take<std::string>("path");
  const Json values = {{"ml_model_path", path}, {"detection_method", "ml"}};
  return outcome(editor_.set(values_of(values), profile_in_use()));
}

// The frame that the page shows, which may not be the watcher's last any more.
HttpResponse PageApi::label(const HttpRequest& request) {
  const Body body(request);
  const auto label = body.take<std::string>("label");
  require_label(label);
  if (body.take<int64_t>("shown_frame") != shown_number_ || shown_.pixels.empty())
    return refusal(409, "this frame is gone; label the next one");
  SampleFolder folder(samples_folder_, kMostSamples);
  const Saved saved = folder.save(shown_, label);
  if (saved == Saved::full || saved == Saved::failed) return refusal(503, folder.reason());
  return json_response(
      {{"new", saved == Saved::written}, {"samples", folder.count()}, {"folder", samples_folder_}});
}

}  // namespace sprint::watch
