#include "watch/page/page_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "base/temporary_folder.h"
#include "data/test_pictures.h"
#include "watch/page/http_client_for_test.h"
#include "watch/page/http_message.h"
#include "watch/page/icons_for_test.h"
#include "watch/page/watched_for_test.h"
#include "watch/settings/located_json.h"

namespace sprint::watch {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::HasSubstr;

const std::string kModel = SPRINT_SOURCE_DIR "/examples/sprint_classifier/sprint_classifier.onnx";

struct Headers {
  std::string host = {}, token = {}, more = {};  // host and token empty: the right ones
};

class Page : public testing::Test {
 protected:
  Page() {
    write_icons_for_test(folder_.path());
    data::write_file(settings_, "{\n  \"roi_x\": 40 // left\n}\n");
    server_ = std::make_unique<PageServer>(watched_, PageOptions{settings_, samples_});
    const std::string& address = server_->address();  // http://127.0.0.1:PORT/#TOKEN
    const size_t slash = address.rfind("/#");
    port_ = std::stoi(address.substr(address.rfind(':') + 1));
    host_ = address.substr(7, slash - 7);
    token_ = address.substr(slash + 2);
  }

  AnswerForTest ask(const std::string& line, const std::string& body,
                    const Headers& headers) const {
    const std::string bearer = headers.token.empty() ? token_ : headers.token;
    return ask_for_test(
        port_, fmt::format("{} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n{}"
                           "Content-Length: {}\r\n\r\n{}",
                           line, headers.host.empty() ? host_ : headers.host, bearer, headers.more,
                           body.size(), body));
  }
  AnswerForTest get(const std::string& path, const Headers& headers = {}) const {
    return ask("GET " + path, "", headers);
  }
  AnswerForTest post(const std::string& path, const std::string& body, Headers headers = {}) const {
    headers.more += "Content-Type: application/json\r\n";
    return ask("POST " + path, body, headers);
  }

  bool paused() { return watched_.status().activity == Activity::paused; }
  std::string settings() const { return read_json_text(settings_); }

  TemporaryFolder folder_;
  const std::string settings_ = folder_.path() + "/settings.json";
  const std::string samples_ = folder_.path() + "/samples";
  WatchedForTest watched_;
  std::unique_ptr<PageServer> server_;
  int port_ = 0;
  std::string host_, token_;
};

const std::string kPause = R"({"paused": true})";

TEST_F(Page, HasAnotherTokenEachTime) {
  EXPECT_EQ(token_.size(), 32U);
  EXPECT_NE(PageServer(watched_, {settings_, samples_}).address().substr(25), token_);
}

TEST_F(Page, ServesItsOwnFilesToThisHostOnly) {
  for (const char* path : {"/", "/page.css", "/page.js", "/live.js", "/text.js"}) {
    const auto answer = get(path, {.token = "none"});
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_THAT(answer.head, HasSubstr("default-src 'none'"));
    EXPECT_EQ(answer.body.find("http://"), std::string::npos) << path << " names another address";
    EXPECT_EQ(get(path, {.host = "evil.example"}).status, 403) << path;
  }
  EXPECT_EQ(get("/nothing").status, 404);
}

TEST_F(Page, AnswersNothingElseWithoutTheToken) {
  const std::string almost = token_.substr(1) + (token_[0] == '0' ? '1' : '0');
  for (const std::string& token : {std::string("x"), almost, token_ + "0"}) {
    for (const char* path :
         {"/metrics", "/api/status", "/api/frame", "/api/window", "/api/settings"})
      EXPECT_EQ(get(path, {.token = token}).status, 401) << path;
    EXPECT_EQ(post("/api/pause", kPause, {.token = token}).status, 401);
  }
  EXPECT_FALSE(paused());
}

TEST_F(Page, AnswersNoOtherOriginOrHost) {
  for (const char* origin :
       {"http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"})
    EXPECT_EQ(post("/api/pause", kPause, {.more = fmt::format("Origin: {}\r\n", origin)}).status,
              403);
  const std::string port = fmt::format(":{}", port_);
  for (const std::string& host :
       {"evil.example" + port, std::string("127.0.0.1"), "127.0.0.2" + port})
    EXPECT_EQ(post("/api/pause", kPause, {.host = host}).status, 403) << host;
  EXPECT_EQ(ask("OPTIONS /api/pause", "", {.more = "Origin: http://" + host_ + "\r\n"}).status,
            405);
  EXPECT_FALSE(paused());
  EXPECT_EQ(post("/api/pause", kPause, {.more = "Origin: http://" + host_ + "\r\n"}).status, 200);
  EXPECT_TRUE(paused());
}

TEST_F(Page, RefusesBodiesThatAreNotWhatItExpects) {
  const std::string deep(100'000, '[');
  for (const std::string& body :
       {std::string(), std::string("{"), std::string("[]"), std::string("{}"),
        std::string(R"({"paused": 1})"), std::string("\xff\xfe"), deep})
    EXPECT_EQ(post("/api/pause", body).status, 400);
  EXPECT_EQ(ask("POST /api/pause", kPause, {.more = "Content-Type: text/plain\r\n"}).status, 415);
  EXPECT_EQ(ask("DELETE /api/pause", "", {}).status, 405);
  EXPECT_EQ(get("/api/pause").status, 405);
  EXPECT_EQ(post("/api/settings", std::string(kLongestBody + 1, ' ')).status, 413);
  EXPECT_FALSE(paused());
  EXPECT_EQ(settings(), "{\n  \"roi_x\": 40 // left\n}\n");
}

TEST_F(Page, SurvivesAFlood) {
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([this] {
      for (int round = 0; round < 100; ++round) post("/api/pause", kPause, {.token = "wrong"});
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_FALSE(paused());
  EXPECT_EQ(get("/api/status").status, 200);
}

TEST_F(Page, TellsTheStatus) {
  const json status = json::parse(get("/api/status").body);
  EXPECT_EQ(status["activity"], "watching");
  EXPECT_EQ(status["state"], "on");
  EXPECT_EQ(status["window_title"], "Stand-in game");
  EXPECT_EQ(status["region"], json({40, 30, 32, 32}));
  EXPECT_DOUBLE_EQ(status["confidence"], 0.983);
  EXPECT_EQ(status["figures"]["counters"]["frames"], 100);
  EXPECT_NEAR(status["figures"]["stages"]["whole"]["p50_ms"], 0.5, 0.02);
  EXPECT_TRUE(status["figures"]["stages"]["infer"]["p50_ms"].is_null());
  EXPECT_TRUE(status["figures"]["model"].is_null());
}

TEST_F(Page, ReplacesWhatIsNotUtf8) {
  WatchStatus status = watched_.status();
  status.window_title = "\xff";
  watched_.set_status(status);
  EXPECT_EQ(json::parse(get("/api/status").body)["window_title"], "\xef\xbf\xbd");
}

TEST_F(Page, TellsPrometheus) {
  const auto answer = get("/metrics");
  EXPECT_THAT(answer.head, HasSubstr("text/plain; version=0.0.4"));
  EXPECT_THAT(answer.body, HasSubstr("sprint_watch_frames_total 100\n"));
}

TEST_F(Page, ShowsFrameAndWindow) {
  const Image frame = decode_image(get("/api/frame").body);
  EXPECT_EQ(frame.pixels, picture_for_test(32, 32).pixels);
  EXPECT_EQ(decode_image(get("/api/window").body).width, 160);

  watched_.set_frame({});
  EXPECT_EQ(get("/api/frame").status, 404);
  watched_.set_windowless(true);
  const auto answer = get("/api/window");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(json::parse(answer.body)["error"], "no window whose title has 'Camelot'");
}

TEST_F(Page, PausesAndResumes) {
  EXPECT_EQ(post("/api/pause", kPause).status, 200);
  EXPECT_TRUE(paused());
  EXPECT_EQ(post("/api/pause", R"({"paused": false})").status, 200);
  EXPECT_FALSE(paused());
}

TEST_F(Page, ChecksAndReplacesSettings) {
  const json before = json::parse(get("/api/settings").body);
  EXPECT_EQ(before["text"], settings());
  EXPECT_TRUE(before["fault"].is_null());
  EXPECT_EQ(before["keys"][0]["name"], "game_window_title");
  EXPECT_EQ(before["keys"][0]["kind"], "text");

  const auto fault = post("/api/settings/check", R"({"text": "{\n\"roi_y\": -1}"})");
  EXPECT_EQ(fault.status, 422);
  EXPECT_EQ(json::parse(fault.body)["line"], 2);
  EXPECT_EQ(json::parse(fault.body)["key"], "roi_y");
  EXPECT_EQ(post("/api/settings/check", R"({"text": "{\"roi_y\": 1}"})").status, 200);
  const json faults =
      json::parse(post("/api/settings/check", R"({"text": "{\"roi_z\": 1, \"sprint_key\": 5}"})")
                      .body)["faults"];
  EXPECT_EQ(faults.size(), 2U);
  const auto unstarted = post("/api/settings/check", R"({"text": "{\"sprint_key\": \"zet\"}"})");
  EXPECT_EQ(unstarted.status, 422);
  EXPECT_EQ(json::parse(unstarted.body)["faults"][0]["key"], "sprint_key");
  const auto values =
      post("/api/settings/check", R"({"values": {"roi_x": 32760}, "profile_id": ""})");
  EXPECT_EQ(values.status, 422);
  EXPECT_EQ(json::parse(values.body)["key"], "roi_width");
  EXPECT_EQ(before["text"], settings());

  json body{{"text", "{\"roi_y\": 5}"}, {"version", before["version"]}};
  EXPECT_EQ(post("/api/settings", body.dump()).status, 200);
  EXPECT_EQ(settings(), "{\"roi_y\": 5}");
  EXPECT_EQ(post("/api/settings", body.dump()).status, 409);
}

TEST_F(Page, SetsValues) {
  EXPECT_EQ(post("/api/values", R"({"values": {"roi_x": 7}, "profile_id": ""})").status, 200);
  EXPECT_EQ(settings(), "{\n  \"roi_x\": 7 // left\n}\n");
  const auto refused = post("/api/values", R"({"values": {"roi_x": "7"}, "profile_id": ""})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(json::parse(refused.body)["key"], "roi_x");
  EXPECT_EQ(post("/api/values", R"({"values": {"roi_x": 7}, "profile_id": "none"})").status, 400);
  EXPECT_EQ(post("/api/values", R"({"values": {}, "profile_id": ""})").status, 400);
}

TEST_F(Page, LabelsTheFrameThatItShowed) {
  EXPECT_EQ(post("/api/label", R"({"label": "active", "shown_frame": 1})").status, 409);
  EXPECT_THAT(get("/api/frame").head, HasSubstr("Shown-Frame: 1"));
  watched_.set_frame(picture_for_test(8, 8));  // the page has not seen it
  const json first =
      json::parse(post("/api/label", R"({"label": "active", "shown_frame": 1})").body);
  EXPECT_EQ(first["new"], true);
  EXPECT_EQ(first["samples"], 1);
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(samples_ + "/active"))
    files.push_back(entry.path().string());
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(load_image(files[0]).pixels, picture_for_test(32, 32).pixels);

  EXPECT_EQ(json::parse(post("/api/label", R"({"label": "active", "shown_frame": 1})").body)["new"],
            false);
  EXPECT_EQ(post("/api/label", R"({"label": "../up", "shown_frame": 1})").status, 400);
  EXPECT_EQ(post("/api/label", R"({"label": "active", "shown_frame": 2})").status, 409);
}

TEST_F(Page, ComparesModels) {
  const std::string body = json{{"path", kModel}}.dump();
  EXPECT_EQ(post("/api/trial", body).status, 400);  // the icons are in use

  WatchStatus status = watched_.status();
  status.settings.detection_method = DetectionMethod::model;
  status.settings.ml_model_path = kModel;
  watched_.set_status(status);
  const json trial = json::parse(post("/api/trial", body).body);
  EXPECT_EQ(trial["frames"], 1);
  EXPECT_EQ(trial["agreeing"], 1);
  EXPECT_EQ(trial["models"][0]["size_bytes"], std::filesystem::file_size(kModel));
  EXPECT_GT(trial["models"][1]["times"]["p50_ms"], 0);
  const auto missing = post("/api/trial", R"({"path": "/no/such.onnx"})");
  EXPECT_EQ(missing.status, 503);
  EXPECT_THAT(missing.body, HasSubstr("/no/such.onnx"));
  EXPECT_THAT(json::parse(get("/api/settings").body)["models"], Contains(kModel));
}

TEST_F(Page, UsesAModelThatFits) {
  EXPECT_EQ(post("/api/model", json{{"path", settings_}}.dump()).status, 422);
  EXPECT_EQ(post("/api/model", json{{"path", "/no/such.onnx"}}.dump()).status, 422);
  EXPECT_EQ(settings(), "{\n  \"roi_x\": 40 // left\n}\n");
  EXPECT_EQ(post("/api/model", json{{"path", kModel}}.dump()).status, 200);
  EXPECT_EQ(load_settings(settings_).settings.ml_model_path, kModel);
  EXPECT_EQ(load_settings(settings_).settings.detection_method, DetectionMethod::model);
}

}  // namespace
}  // namespace sprint::watch
