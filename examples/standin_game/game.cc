#include "game.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace standin_game {

Game::Game(const Options& options)
    : options_(options),
      random_(options.seed + 1),
      script_(options.script.empty() ? std::deque<Command>() : load_script(options.script)),
      scene_(options.seed),
      truth_(options.truth),
      frame_times_(options.frame_times),
      window_(options) {}

double Game::seconds() const { return static_cast<double>(now_us() - start_us_) * 1e-6; }

void Game::play() {
  using std::chrono::duration_cast, std::chrono::steady_clock;
  std::printf("--roi %d,%d,%d,%d\nwindow 0x%x\n", kSprintX, kBarY, kSlot, kSlot, window_.id());
  std::fflush(stdout);
  start_us_ = now_us();
  const auto period =
      duration_cast<steady_clock::duration>(std::chrono::duration<double>(1 / options_.fps));
  auto next = steady_clock::now();
  while (!ended_ && !window_.wants_to_end() &&
         (options_.seconds == 0 || seconds() < options_.seconds)) {
    window_.play_until(next);
    // A late frame moves those after it: a game does not hurry to catch up.
    next = std::max(next, steady_clock::now() - period) + period;
    take_keys();
    tire();
    run_script();
    if (window_.is_open()) show_frame();
  }
}

void Game::take_keys() {
  for (int presses = window_.take_presses(); presses > 0; --presses) set_sprint(!sprint_, "key");
}

void Game::tire() {
  if (sprint_ && options_.tires_high > 0 && seconds() >= tired_at_) set_sprint(false, "tired");
}

void Game::set_sprint(bool sprint, const char* cause) {
  sprint_ = sprint;
  unseen_ = cause;
  tired_at_ =
      seconds() + static_cast<double>(random_.uniform(static_cast<float>(options_.tires_low),
                                                      static_cast<float>(options_.tires_high)));
}

void Game::run_script() {
  while (!script_.empty() && script_.front().at <= seconds()) {
    run(script_.front());
    script_.pop_front();
  }
}

void Game::run(const Command& command) {
  switch (command.verb) {
    case Verb::move:
      return window_.move(command.first, command.second);
    case Verb::resize:
      return window_.resize(command.first, command.second);
    case Verb::minimise:
      return window_.minimise();
    case Verb::restore:
      return window_.restore();
    case Verb::cover:
      return window_.cover();
    case Verb::uncover:
      return window_.uncover();
    case Verb::focus:
      return window_.focus();
    case Verb::unfocus:
      return window_.unfocus();
    case Verb::title:
      return window_.set_title(command.text);
    case Verb::sprint:
      return set_sprint(!sprint_, "script");
    case Verb::close:
      return window_.close();
    case Verb::open:
      return window_.open();
    case Verb::quit:
      ended_ = true;
  }
}

void Game::show_frame() {
  const std::int64_t start = now_us();
  scene_.draw(seconds(), sprint_, window_.pixels(), window_.width(), window_.height());
  const std::int64_t drawn = now_us();
  window_.show();
  const std::int64_t shown = now_us();
  frame_times_.add(frame_, start, drawn, shown);
  if (unseen_ != nullptr) truth_.add(shown, sprint_, unseen_, frame_);
  unseen_ = nullptr;
  ++frame_;
}

}  // namespace standin_game
