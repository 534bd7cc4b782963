// A Wayland desktop without a screen: sway, PipeWire and the desktop's portal.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/child_process.h"
#include "base/temporary_folder.h"
#include "tests/watch/private_bus.h"
#include "tests/watch/private_pipewire.h"
#include "tests/watch/watch_process.h"

namespace sprint::tests {

// The packages that the desktop lacks, with a space before each; empty: none.
inline std::string missing_desktop_packages() {
  const std::pair<const char*, const char*> needed[] = {
      {kBusDaemon, "dbus-daemon"},
      {kPipeWire, "pipewire"},
      {kWirePlumber, "wireplumber"},
      {"/usr/bin/sway", "sway"},
      {"/usr/bin/swaybg", "swaybg"},
      {"/usr/libexec/xdg-desktop-portal", "xdg-desktop-portal"},
      {"/usr/libexec/xdg-desktop-portal-wlr", "xdg-desktop-portal-wlr"}};
  std::string missing;
  for (const auto& [program, package] : needed) {
    if (::access(program, X_OK) != 0) missing += std::string(" ") + package;
  }
  return missing;
}

// One output of 640 x 480 pixels and one colour, which the portal shows without asking.
class WaylandDesktop {
 public:
  explicit WaylandDesktop(const std::string& color)
      : environment_(make_environment()), bus_(folder_.path(), services(), environment_) {
    ::chmod(folder_.path().c_str(), 0711);
    std::filesystem::create_directories(path("config/xdg-desktop-portal-wlr"));
    std::ofstream(path("config/xdg-desktop-portal-wlr/config"))
        << "[screencast]\nchooser_type=none\noutput_name=HEADLESS-1\n";
    start_pipewire();
    start_sway(color);
  }

  // DISPLAY is empty in it.
  const std::vector<std::string>& environment() const { return environment_; }
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }

  void resize(const std::string& size) { order("output HEADLESS-1 resolution " + size); }
  // What the portal's processes have said.
  std::string portal_log() const { return bus_.log(); }
  void end_sway() { sway_->end(SIGTERM); }
  void end_pipewire() { pipewire_.reset(); }
  void start_pipewire() { pipewire_.emplace(folder_.path(), environment_); }

 private:
  static std::vector<BusService> services() {
    return {
        {"org.freedesktop.portal.Desktop", "/usr/libexec/xdg-desktop-portal"},
        {"org.freedesktop.impl.portal.desktop.wlr", "/usr/libexec/xdg-desktop-portal-wlr -l INFO"},
        {"org.freedesktop.impl.portal.PermissionStore", "/usr/libexec/xdg-permission-store"}};
  }

  std::vector<std::string> make_environment() const {
    return {"XDG_RUNTIME_DIR=" + folder_.path(),
            "XDG_CONFIG_HOME=" + path("config"),
            "XDG_STATE_HOME=" + path("state"),
            "XDG_DATA_HOME=" + path("data"),
            "XDG_CACHE_HOME=" + path("cache"),
            "XDG_CURRENT_DESKTOP=sway",
            "DBUS_SESSION_BUS_ADDRESS=unix:path=" + path("bus"),
            "WAYLAND_DISPLAY=" + path("sway/wayland-1"),
            "DISPLAY="};
  }

  // Sway does not run as root: then it runs as nobody, in a folder that is theirs.
  void start_sway(const std::string& color) {
    constexpr uid_t kNobody = 65534;
    std::filesystem::create_directories(path("sway"));
    ::chmod(path("sway").c_str(), 0700);
    std::ofstream(path("sway.config"))
        << "xwayland disable\noutput HEADLESS-1 resolution 640x480\nexec swaybg -c '" << color
        << "'\n";
    std::vector<std::string> arguments;
    if (::geteuid() == 0) {
      EXPECT_EQ(::chown(path("sway").c_str(), kNobody, kNobody), 0);
      arguments = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    }
    arguments.insert(arguments.end(), {"/usr/bin/sway", "--config", path("sway.config")});
    std::vector<std::string> environment = environment_;  // the first of two values counts
    environment.insert(environment.begin(),
                       {"XDG_RUNTIME_DIR=" + path("sway"), "SWAYSOCK=" + path("sway/control"),
                        "WAYLAND_DISPLAY=", "WLR_BACKENDS=headless", "WLR_LIBINPUT_NO_DEVICES=1"});
    if (!std::filesystem::exists("/dev/dri")) environment.emplace_back("WLR_RENDERER=pixman");
    sway_.emplace(arguments, environment, path("sway.out"), path("sway.err"));
    EXPECT_TRUE(eventually([&] { return std::filesystem::exists(path("sway/wayland-1")); }))
        << sway_->error();
  }

  void order(const std::string& words) const {
    ChildCommand command;
    command.arguments = {"/usr/bin/swaymsg", "--socket", path("sway/control"), words};
    const ChildResult done = run_child(command);
    EXPECT_EQ(done.exit_code, 0) << done.output << done.error;
  }

  TemporaryFolder folder_;
  std::vector<std::string> environment_;
  PrivateBus bus_;
  std::optional<PrivatePipeWire> pipewire_;
  std::optional<Process> sway_;
};

}  // namespace sprint::tests
