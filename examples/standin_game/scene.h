// What the game shows.
#pragma once

#include <cstdint>
#include <vector>

namespace standin_game {

// Pixels are 0x00RRGGBB, rows from the top.
struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint32_t> pixels;
};

// The bar's slots: kSlot x kSlot pixels each, side by side from kBar on.
inline constexpr int kSlot = 48;
inline constexpr int kBarX = 8, kBarY = 8;
inline constexpr int kIcons = 2;                         // that are always there
inline constexpr int kSprintX = kBarX + kIcons * kSlot;  // of the slot that shows the figure

// Ground that moves by, drawn once and repeated, and over it the bar: icons, and in the slot after
// them the running figure while sprint is on, else nothing.
class Scene {
 public:
  explicit Scene(std::uint64_t seed);

  // Draws the scene as it is after `seconds` on width x height `pixels`.
  void draw(double seconds, bool sprint, std::uint32_t* pixels, int width, int height) const;

 private:
  Picture ground_;
  std::vector<Picture> icons_;
  Picture running_;
};

}  // namespace standin_game
