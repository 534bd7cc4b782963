#include "scene.h"

#include <algorithm>
#include <cmath>

#include "background.h"
#include "icons.h"
#include "random.h"
#include "raster.h"

namespace standin_game {
namespace {

constexpr int kGroundWidth = 1024, kGroundHeight = 512;
constexpr double kSpeed = 90;  // pixels a second
constexpr double kSway = 20;   // pixels up and down
constexpr double kSwayPeriod = 3;

std::uint32_t packed(const render_frames::Color& color) {
  const auto byte = [](float v) {
    return static_cast<std::uint32_t>(std::lround(std::clamp(v, 0.0f, 1.0f) * 255));
  };
  return byte(color.r) << 16 | byte(color.g) << 8 | byte(color.b);
}

Picture packed(render_frames::Image image) {
  Picture picture{image.width(), image.height(), {}};
  picture.pixels.reserve(image.pixels().size());
  for (const render_frames::Color& color : image.pixels()) picture.pixels.push_back(packed(color));
  return picture;
}

Picture in_slot(const render_frames::Image& icon) {
  render_frames::Image slot(kSlot, kSlot);
  const float scale = static_cast<float>(kSlot) / static_cast<float>(icon.width());
  render_frames::draw_texture(slot, icon, {0, 0}, scale, render_frames::Filter::bilinear);
  return packed(std::move(slot));
}

void blit(const Picture& picture, int x, int y, std::uint32_t* pixels, int width, int height) {
  const int columns = std::min(picture.width, width - x);
  for (int row = 0; row < picture.height && y + row < height && columns > 0; ++row) {
    const std::uint32_t* from = &picture.pixels[static_cast<std::size_t>(row * picture.width)];
    std::copy_n(from, columns, pixels + static_cast<std::ptrdiff_t>(y + row) * width + x);
  }
}

// Row `row` of the ground, repeated, from column `column` on.
void draw_row(const Picture& ground, int column, int row, std::uint32_t* pixels, int width) {
  const std::uint32_t* from = &ground.pixels[static_cast<std::size_t>(row * ground.width)];
  while (width > 0) {
    const int run = std::min(width, ground.width - column);
    pixels = std::copy_n(from + column, run, pixels);
    width -= run;
    column = 0;
  }
}

}  // namespace

Scene::Scene(std::uint64_t seed) {
  render_frames::Random random(seed);
  render_frames::Image ground(kGroundWidth, kGroundHeight);
  render_frames::draw_background(ground, random);
  ground_ = packed(std::move(ground));
  for (int i = 0; i < kIcons; ++i) icons_.push_back(in_slot(render_frames::other_icon(random)));
  running_ = in_slot(render_frames::running_icon(random));
}

void Scene::draw(double seconds, bool sprint, std::uint32_t* pixels, int width, int height) const {
  const auto column = static_cast<int>(std::fmod(seconds * kSpeed, kGroundWidth));
  const double sway = kSway * (1 + std::sin(seconds * 2 * 3.14159265 / kSwayPeriod));
  const auto first_row = static_cast<int>(sway);
  for (int y = 0; y < height; ++y) {
    draw_row(ground_, column, (first_row + y) % kGroundHeight,
             pixels + static_cast<std::ptrdiff_t>(y) * width, width);
  }
  int x = kBarX;
  for (const Picture& icon : icons_) {
    blit(icon, x, kBarY, pixels, width, height);
    x += kSlot;
  }
  if (sprint) blit(running_, kSprintX, kBarY, pixels, width, height);
}

}  // namespace standin_game
