#include "watch/collect/label_keys.h"

#include <utility>

#include "base/error.h"
#include "watch/act/key_name.h"
#include "watch/collect/sample_folder.h"

namespace sprint::watch {

LabelKeys::LabelKeys(const std::vector<LabelKey>& keys, std::string display)
    : display_(std::move(display)) {
  for (const LabelKey& key : keys) {
    require_label(key.label);
    key_symbol(key.key);
    keys_.push_back({key, nullptr});
  }
  for (Key& key : keys_) grab(key);
}

std::vector<int> LabelKeys::descriptors() const {
  std::vector<int> descriptors;
  for (const Key& key : keys_) {
    if (key.key) descriptors.push_back(key.key->descriptor());
  }
  return descriptors;
}

std::optional<std::optional<std::string>> LabelKeys::take() {
  bool pressed = false;
  reason_.clear();
  for (Key& key : keys_) {
    for (int presses = take_presses(key); presses > 0; --presses) {
      pressed = true;
      label_ = label_ == key.what.label ? std::nullopt : std::optional(key.what.label);
    }
  }
  if (!pressed) return {};
  return label_;
}

int LabelKeys::take_presses(Key& key) {
  if (!key.key) grab(key);
  if (!key.key) return 0;
  int presses = 0;
  try {
    presses = key.key->take_presses();
  } catch (const Error& error) {
    reason_ = error.what();
    key.key.reset();
    return 0;
  }
  if (!key.key->alive()) key.key.reset();
  return presses;
}

void LabelKeys::grab(Key& key) {
  try {
    key.key = std::make_unique<GlobalKey>(key.what.key, display_);
  } catch (const Error& error) {
    reason_ = error.what();
  }
}

}  // namespace sprint::watch
