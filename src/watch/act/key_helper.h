// A process of its own that presses keys.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "watch/act/press_key.h"

namespace sprint::watch {

// An X server leaves a key pressed for good when the client that pressed it is killed before the
// release. So this process does nothing else than to press and release, heeds no signal, and ends
// only after a release, once the process that made it has ended or has no more use for it.
//
// It runs at the priority that the calling thread has when it is made, and should not run at a low
// one: while it checks the focus, other clients of the X server wait for it.
class KeyHelper {
 public:
  // Throws Error where the system has no room for another process.
  explicit KeyHelper(const std::string& display);
  // Lets the process end a press that it is at, for at most a second.
  ~KeyHelper();
  KeyHelper(const KeyHelper&) = delete;
  KeyHelper& operator=(const KeyHelper&) = delete;

  // What came of it; nothing where the process has been killed or does not answer.
  std::optional<KeyAnswer> ask(const KeyOrder& order);

  // False once the process has ended.
  bool alive() const;

  // Readable when the process has ended.
  int descriptor() const { return socket_; }

 private:
  int socket_ = -1;
  pid_t process_ = -1;
};

}  // namespace sprint::watch
