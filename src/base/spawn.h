// What posix_spawn(3) is told: signals, streams and environment of the new process.
#pragma once

#include <spawn.h>

#include <string>
#include <vector>

namespace sprint {

// Attributes that give the child an empty signal mask and default actions, and `flags` beside
// POSIX_SPAWN_SETSIGMASK and POSIX_SPAWN_SETSIGDEF.
class SpawnAttributes {
 public:
  explicit SpawnAttributes(short flags = 0);
  ~SpawnAttributes();
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

// The standard streams of the child: duplicates of descriptors of this process, and as input
// possibly a file.
class SpawnStreams {
 public:
  SpawnStreams(int input, int output, int error);
  SpawnStreams(const char* input_path, int output, int error);
  ~SpawnStreams();
  SpawnStreams(const SpawnStreams&) = delete;
  SpawnStreams& operator=(const SpawnStreams&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  SpawnStreams(int output, int error);

  posix_spawn_file_actions_t actions_;
};

// This process's environment with `changes`, NAME=VALUE each, in place of the variables of the same
// name.
std::vector<std::string> environment_with(const std::vector<std::string>& changes);

// Starts the program at the path arguments[0]. Returns its process id; throws Error naming the
// program where it cannot be started.
int spawn(std::vector<std::string> arguments, std::vector<std::string> environment,
          const SpawnStreams& streams, const SpawnAttributes& attributes);

}  // namespace sprint
