// Keys that say what the player sees: samples by key.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "watch/act/global_key.h"

namespace sprint::watch {

struct LabelKey {
  std::string label;
  std::string key;  // see key_symbol()
};

// Pressing a label's key makes it the label of all frames from then on; pressing it again, none.
class LabelKeys {
 public:
  // Throws Error naming a key that there is not, and a label that cannot be one. `display`: empty
  // for that of the environment variable DISPLAY.
  LabelKeys(const std::vector<LabelKey>& keys, std::string display);

  // Readable when take() is to be called.
  std::vector<int> descriptors() const;

  // The label from now on, which may be none; nothing where no key was pressed. Gets the keys that
  // it does not have; reason() is one line where it cannot, else empty.
  std::optional<std::optional<std::string>> take();
  const std::string& reason() const { return reason_; }

 private:
  struct Key {
    LabelKey what;
    std::unique_ptr<GlobalKey> key;  // null while there is no X server or another program has it
  };
  void grab(Key& key);
  int take_presses(Key& key);

  std::string display_;
  std::vector<Key> keys_;
  std::optional<std::string> label_;
  std::string reason_;
};

}  // namespace sprint::watch
