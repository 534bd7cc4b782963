// PipeWire without devices, of the tests' own.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tests/watch/watch_process.h"

namespace sprint::tests {

inline constexpr const char* kPipeWire = "/usr/bin/pipewire";
inline constexpr const char* kWirePlumber = "/usr/bin/wireplumber";

// With the session manager that links its nodes. `environment` names `folder`, which holds the
// socket, as XDG_RUNTIME_DIR.
class PrivatePipeWire {
 public:
  PrivatePipeWire(const std::string& folder, const std::vector<std::string>& environment)
      : socket_(folder + "/pipewire-0"),
        server_(std::in_place, std::vector<std::string>{kPipeWire}, environment,
                folder + "/pipewire.out", folder + "/pipewire.err") {
    EXPECT_TRUE(eventually([&] { return accepts_connections(socket_); })) << server_->error();
    manager_.emplace(std::vector<std::string>{kWirePlumber}, environment,
                     folder + "/wireplumber.out", folder + "/wireplumber.err");
  }
  ~PrivatePipeWire() {
    manager_->end(SIGTERM);
    server_->end(SIGTERM);
  }
  PrivatePipeWire(const PrivatePipeWire&) = delete;
  PrivatePipeWire& operator=(const PrivatePipeWire&) = delete;

  const std::string& socket() const { return socket_; }

 private:
  std::string socket_;
  std::optional<Process> server_, manager_;
};

}  // namespace sprint::tests
