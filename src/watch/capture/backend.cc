#include "watch/capture/backend.h"

#include <cstdlib>

namespace sprint::watch {
namespace {

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

CaptureBackend chosen_backend(CaptureBackend setting, const std::string& display) {
  if (setting != CaptureBackend::automatic) return setting;
  const bool has_x11 = !display.empty() || is_set("DISPLAY");
  return !has_x11 && is_set("WAYLAND_DISPLAY") ? CaptureBackend::wayland : CaptureBackend::x11;
}

}  // namespace sprint::watch
