// The game's course: frames at their times, sprint, and the script.
#pragma once

#include <cstdint>
#include <deque>

#include "game_window.h"
#include "logs.h"
#include "options.h"
#include "random.h"
#include "scene.h"
#include "script.h"

namespace standin_game {

class Game {
 public:
  // Throws UsageError or std::runtime_error.
  explicit Game(const Options& options);

  // Prints the slot's region and the window, then plays to the end.
  void play();

 private:
  double seconds() const;
  void run_script();
  void run(const Command& command);
  void take_keys();
  void tire();
  void set_sprint(bool sprint, const char* cause);
  void show_frame();

  Options options_;
  render_frames::Random random_;
  std::deque<Command> script_;  // what is still to come
  Scene scene_;
  TruthLog truth_;
  FrameTimes frame_times_;
  GameWindow window_;
  std::int64_t start_us_ = 0;
  std::int64_t frame_ = 0;
  bool sprint_ = false;
  const char* unseen_ = "start";  // the cause of a change that no frame has shown; null: none
  double tired_at_ = 0;           // seconds; of meaning while sprint is on
  bool ended_ = false;
};

}  // namespace standin_game
