// The icons that settings name unless they say otherwise, for tests that need settings to start.
#pragma once

#include <filesystem>
#include <string>

#include "data/encode_png.h"
#include "data/test_pictures.h"
#include "watch/page/watched_for_test.h"

namespace sprint::watch {

// Makes them, of 16 x 16 pixels, beside the settings file that lies in `folder`.
inline void write_icons_for_test(const std::string& folder) {
  std::filesystem::create_directories(folder + "/data/icon_templates");
  const std::vector<uint8_t> png = data::encode_png(picture_for_test(16, 16));
  const std::string bytes(png.begin(), png.end());
  for (const char* name : {"sprint_on", "sprint_off"})
    data::write_file(folder + "/data/icon_templates/" + name + ".png", bytes);
}

}  // namespace sprint::watch
