// Where windows are captured from.
#pragma once

#include <string>

#include "watch/settings.h"

namespace sprint::watch {

// x11 or wayland: of `automatic`, x11 where there is an X server, by `display` or by the
// environment variable DISPLAY, and wayland where the environment has WAYLAND_DISPLAY only.
CaptureBackend chosen_backend(CaptureBackend setting, const std::string& display);

}  // namespace sprint::watch
