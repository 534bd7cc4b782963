// A D-Bus session bus of the tests' own.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "tests/watch/watch_process.h"

namespace sprint::tests {

inline constexpr const char* kBusDaemon = "/usr/bin/dbus-daemon";

inline bool has_bus_daemon() { return ::access(kBusDaemon, X_OK) == 0; }

// A service that the bus starts when somebody calls it.
struct BusService {
  std::string name, program;
};

// Knows no other services than these. `folder` holds its socket and files.
class PrivateBus {
 public:
  PrivateBus(std::string folder, const std::vector<BusService>& services,
             const std::vector<std::string>& environment)
      : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_ + "/services");
    for (const auto& [name, program] : services) {
      std::ofstream(folder_ + "/services/" + name + ".service")
          << "[D-BUS Service]\nName=" << name << "\nExec=" << program << "\n";
    }
    std::ofstream(folder_ + "/bus.conf")
        << "<busconfig><type>session</type><listen>" << address() << "</listen>"
        << "<auth>EXTERNAL</auth><servicedir>" << folder_ << "/services</servicedir>"
        << "<policy context='default'><allow send_destination='*' eavesdrop='true'/>"
        << "<allow eavesdrop='true'/><allow own='*'/></policy></busconfig>";
    daemon_.emplace(std::vector<std::string>{kBusDaemon, "--nofork", "--nopidfile",
                                             "--config-file=" + folder_ + "/bus.conf"},
                    environment, folder_ + "/bus.out", folder_ + "/bus.err");
    EXPECT_TRUE(eventually([&] { return accepts_connections(folder_ + "/bus"); }))
        << daemon_->error();
  }

  std::string address() const { return "unix:path=" + folder_ + "/bus"; }
  // What the bus and the services that it started have said.
  std::string log() const { return daemon_->error(); }
  void end() { daemon_->end(SIGTERM); }

 private:
  std::string folder_;
  std::optional<Process> daemon_;
};

}  // namespace sprint::tests
