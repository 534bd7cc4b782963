#include "base/spawn.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <string_view>

#include "base/error.h"

namespace sprint {
namespace {

std::string_view name_of(std::string_view setting) { return setting.substr(0, setting.find('=')); }

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> all;
  all.reserve(strings.size() + 1);
  for (std::string& text : strings) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

SpawnAttributes::SpawnAttributes(short flags) {
  posix_spawnattr_init(&attributes_);
  sigset_t set;
  sigemptyset(&set);
  posix_spawnattr_setsigmask(&attributes_, &set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) sigaddset(&set, number);
  posix_spawnattr_setsigdefault(&attributes_, &set);
  posix_spawnattr_setflags(
      &attributes_, static_cast<short>(flags | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
}

SpawnAttributes::~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }

SpawnStreams::SpawnStreams(int input, int output, int error) : SpawnStreams(output, error) {
  posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
}

SpawnStreams::SpawnStreams(const char* input_path, int output, int error)
    : SpawnStreams(output, error) {
  posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, input_path, O_RDONLY, 0);
}

SpawnStreams::SpawnStreams(int output, int error) {
  posix_spawn_file_actions_init(&actions_);
  posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions_, error, STDERR_FILENO);
}

SpawnStreams::~SpawnStreams() { posix_spawn_file_actions_destroy(&actions_); }

std::vector<std::string> environment_with(const std::vector<std::string>& changes) {
  std::vector<std::string> all = changes;
  for (char** setting = environ; *setting != nullptr; ++setting) {
    bool changed = false;
    for (const std::string& change : changes) changed |= name_of(change) == name_of(*setting);
    if (!changed) all.emplace_back(*setting);
  }
  return all;
}

int spawn(std::vector<std::string> arguments, std::vector<std::string> environment,
          const SpawnStreams& streams, const SpawnAttributes& attributes) {
  pid_t process = -1;
  const int failure = posix_spawn(&process, arguments[0].c_str(), streams.get(), attributes.get(),
                                  pointers(arguments).data(), pointers(environment).data());
  if (failure != 0) fail("{}: cannot be run: {}", arguments[0], std::strerror(failure));
  return process;
}

}  // namespace sprint
