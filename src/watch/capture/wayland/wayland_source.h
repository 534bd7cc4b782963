// Frames from a window of a Wayland desktop, which the user chooses in the desktop's own dialog.
#pragma once

#include <memory>
#include <string>

#include "watch/capture/source.h"

namespace sprint::watch {

struct WaylandOptions {
  std::string token_path;         // see restore_token_path(); empty: the choice is not kept
  Region region;                  // of the window, or of the screen where a screen was chosen
  double frames_per_second = 10;  // that the desktop is asked for, at most
};

// A source that captures a region of what the user chose, covered or not. What was shown and has
// ended is asked for again; who chose nothing is not asked again before set_region(), so that no
// dialog comes up over and over. Which window has the input focus, and what its title is, Wayland
// does not tell. Loads the libraries that it needs; throws Error naming the package that is
// missing. The source is to be used by one thread.
std::unique_ptr<WindowSource> make_wayland_source(WaylandOptions options);

}  // namespace sprint::watch
