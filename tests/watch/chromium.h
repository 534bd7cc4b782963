// A browser, for tests of the local page.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/temporary_folder.h"

namespace sprint::tests {

inline constexpr const char* kChromium = "/usr/bin/chromium";
inline constexpr const char* kNoChromium =
    "Chromium is not installed; scripts/setup --tests installs it";

inline bool has_chromium() { return ::access(kChromium, X_OK) == 0; }

// Chromium with one empty page, in a window on an X display or without a screen, driven over a pipe
// by the DevTools protocol: JSON messages that end in a zero byte. Ends with the process.
class Chromium {
 public:
  using Json = nlohmann::json;

  // `display`: empty for none.
  explicit Chromium(std::string display = {}) : display_(std::move(display)) {
    start();
    const Json target = call("Target.createTarget", {{"url", "about:blank"}});
    const Json session = call("Target.attachToTarget",
                              {{"targetId", target.value("targetId", "")}, {"flatten", true}});
    session_ = session.value("sessionId", "");
    call("Page.enable", Json::object());
    call("Runtime.enable", Json::object());
  }
  ~Chromium() {
    ::close(to_);
    ::close(from_);
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  Chromium(const Chromium&) = delete;
  Chromium& operator=(const Chromium&) = delete;

  void open(const std::string& address) { call("Page.navigate", {{"url", address}}); }

  void resize(int width, int height) {
    call("Emulation.setDeviceMetricsOverride",
         {{"width", width}, {"height", height}, {"deviceScaleFactor", 1}, {"mobile", false}});
  }

  // The value of a JavaScript expression; of a promise, what it comes to.
  Json value(const std::string& expression) {
    const Json answer =
        call("Runtime.evaluate",
             {{"expression", expression}, {"awaitPromise", true}, {"returnByValue", true}});
    if (answer.contains("exceptionDetails")) ADD_FAILURE() << expression << ": " << answer.dump();
    return answer.contains("result") ? answer["result"].value("value", Json()) : Json();
  }

  // Whether the expression comes true within half a minute.
  bool comes_true(const std::string& expression) {
    return value(
               "new Promise(done => { const start = performance.now(); (function look() {"
               " let now = false; try { now = Boolean(" +
               expression +
               "); } catch {}"
               " if (now || performance.now() - start > 30000) done(now); else setTimeout(look, "
               "20);"
               "})(); })") == true;
  }

  enum Modifier { kNone = 0, kControl = 2, kShift = 8 };

  // One press of a key, by its name in KeyboardEvent.key: "Tab", "ArrowLeft", "Enter", " ".
  void press(const std::string& key, int modifiers = kNone) {
    Json event{{"key", key},
               {"code", key == " " ? "Space" : key},
               {"modifiers", modifiers},
               {"windowsVirtualKeyCode", virtual_key(key)}};
    event["type"] = "keyDown";
    if (key == "Enter") event["text"] = "\r";
    if (key == " ") event["text"] = " ";
    call("Input.dispatchKeyEvent", event);
    event["type"] = "keyUp";
    event.erase("text");
    call("Input.dispatchKeyEvent", event);
  }

  // Types into the focused element.
  void type(const std::string& text) { call("Input.insertText", {{"text", text}}); }

  // What scripts threw since the start and nobody caught.
  const std::vector<std::string>& exceptions() const { return exceptions_; }

 private:
  static int virtual_key(const std::string& key) {
    const std::vector<std::pair<const char*, int>> keys{
        {"Tab", 9},        {"Enter", 13},   {" ", 32},          {"End", 35},      {"Home", 36},
        {"ArrowLeft", 37}, {"ArrowUp", 38}, {"ArrowRight", 39}, {"ArrowDown", 40}};
    for (const auto& [name, code] : keys)
      if (key == name) return code;
    return key.at(0);
  }

  void start() {
    int commands[2], answers[2];
    ASSERT_EQ(::pipe2(commands, O_CLOEXEC), 0);
    ASSERT_EQ(::pipe2(answers, O_CLOEXEC), 0);
    const pid_t parent = ::getpid();
    process_ = ::fork();
    if (process_ == 0) become_browser(parent, commands[0], answers[1]);
    ::close(commands[0]);
    ::close(answers[1]);
    to_ = commands[1];
    from_ = answers[0];
  }

  // The browser reads commands from descriptor 3 and writes to 4.
  [[noreturn]] void become_browser(pid_t parent, int commands, int answers) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    const int nothing = ::open("/dev/null", O_RDWR);
    for (int stream = 0; stream <= 2; ++stream) ::dup2(nothing, stream);
    const int in = ::fcntl(commands, F_DUPFD, 10), out = ::fcntl(answers, F_DUPFD, 10);
    ::dup2(in, 3);
    ::dup2(out, 4);
    const std::string profile = "--user-data-dir=" + folder_.path();
    const char* screen = display_.empty() ? "--headless" : "--ozone-platform=x11";
    if (!display_.empty()) ::setenv("DISPLAY", display_.c_str(), 1);
    ::execl(kChromium, kChromium, screen, "--no-sandbox", "--disable-gpu",
            "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
            "--remote-debugging-pipe", profile.c_str(), "about:blank", nullptr);
    ::_exit(127);
  }

  // Sends a command and returns its result; an empty object where the browser has gone.
  Json call(const char* method, Json parameters) {
    Json message{{"id", ++last_}, {"method", method}, {"params", std::move(parameters)}};
    if (!session_.empty()) message["sessionId"] = session_;
    const std::string text = message.dump();
    EXPECT_EQ(::write(to_, text.c_str(), text.size() + 1), static_cast<ssize_t>(text.size() + 1));
    for (;;) {
      const Json answer = Json::parse(next_message(), nullptr, false);
      if (answer.is_discarded()) return Json::object();
      if (answer.value("method", "") == "Runtime.exceptionThrown")
        exceptions_.push_back(answer.dump());
      if (answer.value("id", 0) != last_) continue;
      if (answer.contains("error")) ADD_FAILURE() << method << ": " << answer.dump();
      return answer.value("result", Json::object());
    }
  }

  std::string next_message() {
    for (;;) {
      const size_t end = received_.find('\0');
      if (end != std::string::npos) {
        std::string message = received_.substr(0, end);
        received_.erase(0, end + 1);
        return message;
      }
      pollfd waiting{from_, POLLIN, 0};
      char chunk[65536];
      const ssize_t count =
          ::poll(&waiting, 1, 120000) > 0 ? ::read(from_, chunk, sizeof chunk) : 0;
      if (count <= 0) {
        ADD_FAILURE() << "the browser does not answer";
        return {};
      }
      received_.append(chunk, static_cast<size_t>(count));
    }
  }

  const std::string display_;
  TemporaryFolder folder_;
  pid_t process_ = -1;
  int to_ = -1, from_ = -1, last_ = 0;
  std::string received_, session_;
  std::vector<std::string> exceptions_;
};

}  // namespace sprint::tests
