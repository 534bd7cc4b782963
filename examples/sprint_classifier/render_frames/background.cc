#include "background.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "figures.h"
#include "noise.h"
#include "text.h"

namespace render_frames {
namespace {

struct Ground {
  Color dark;
  Color light;
  float period_x;  // pixels
  float period_y;
  float grain;  // added noise per pixel
};

const Ground kGrounds[] = {
    {rgb(70, 85, 20), rgb(140, 150, 50), 10, 5, 0.08f},       // grass
    {rgb(45, 90, 25), rgb(110, 160, 60), 7, 7, 0.1f},         // lush grass
    {rgb(95, 70, 45), rgb(150, 125, 90), 14, 8, 0.08f},       // dirt
    {rgb(80, 80, 85), rgb(160, 155, 150), 12, 9, 0.06f},      // stone
    {rgb(95, 140, 215), rgb(200, 220, 245), 60, 30, 0.01f},   // sky
    {rgb(3, 4, 12), rgb(25, 28, 55), 25, 20, 0.02f},          // night
    {rgb(15, 45, 75), rgb(70, 125, 150), 18, 4, 0.03f},       // water
    {rgb(190, 195, 205), rgb(245, 245, 250), 20, 12, 0.03f},  // snow
    {rgb(160, 140, 95), rgb(220, 200, 150), 22, 6, 0.04f},    // sand
    {rgb(50, 30, 15), rgb(110, 75, 40), 30, 3, 0.04f},        // planks
    {rgb(20, 10, 10), rgb(200, 90, 30), 16, 16, 0.05f},       // fire light
    {rgb(0, 0, 0), rgb(255, 255, 255), 1.2f, 1.2f, 0.3f},     // static
};

Color sum_clamped(Color color, float amount) {
  return each_channel(color, [=](float v) { return std::clamp(v + amount, 0.0f, 1.0f); });
}

Color any_color(Random& random) {
  return {random.uniform(0, 1), random.uniform(0, 1), random.uniform(0, 1)};
}

void draw_ground(Image& image, const Ground& ground, Random& random) {
  const auto seed = static_cast<std::uint32_t>(random.next());
  const float angle = random.uniform(-0.6f, 0.6f);
  const float zoom = random.uniform(0.6f, 1.8f);
  const float contrast = random.uniform(0.8f, 1.8f);
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const Point p = turned({static_cast<float>(x), static_cast<float>(y)}, angle) * zoom;
      const float level = fractal_noise(p.x / ground.period_x, p.y / ground.period_y, 4, seed);
      const float t = std::clamp(0.5f + contrast * (level - 0.5f), 0.0f, 1.0f);
      const float grain = ground.grain * (lattice_noise(x, y, seed + 99) - 0.5f);
      image.at(x, y) = sum_clamped(mix(ground.dark, ground.light, t), grain);
    }
  }
}

// A second ground beyond a tilted line: a path, a shore, the horizon.
void draw_second_ground(Image& image, Random& random) {
  Image other(image.width(), image.height());
  draw_ground(other, random.pick(kGrounds), random);
  const float tilt = random.normal(0, 0.5f);
  const float line = random.uniform(0, static_cast<float>(image.height()));
  const auto seed = static_cast<std::uint32_t>(random.next());
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const float wave =
          8 * value_noise(static_cast<float>(x) / 15, static_cast<float>(y) / 15, seed);
      const float d = static_cast<float>(y) - line - tilt * static_cast<float>(x) + wave;
      const float t = std::clamp(0.5f + d / 4, 0.0f, 1.0f);
      image.at(x, y) = mix(image.at(x, y), other.at(x, y), t);
    }
  }
}

Point anywhere(const Image& image, Random& random) {
  return {random.uniform(0, static_cast<float>(image.width())),
          random.uniform(0, static_cast<float>(image.height()))};
}

void draw_name(Image& image, Random& random) {
  std::string name;
  const int letters = random.integer(3, 9);
  for (int i = 0; i < letters; ++i) {
    name += kLetters[static_cast<std::size_t>(
        random.integer(0, static_cast<int>(kLetters.size()) - 1))];
  }
  const Point corner = anywhere(image, random);
  const Shape text = text_shape(name, corner, random.uniform(5, 10), 0.6f);
  fill(image, inflate(text, 0.8f), solid({}), 1, 0.6f);
  const Color tint = any_color(random);
  fill(image, text, solid(mix(rgb(120, 230, 220), tint, random.uniform(0, 1))));
}

void draw_person(Image& image, Random& random) {
  const Point offset = anywhere(image, random) - Point{16, 16};
  const float scale = random.uniform(0.4f, 1.6f);
  const Shape figure = place(resting_figure(random), {.offset = offset, .scale = scale});
  const Color top = any_color(random);
  fill(image, figure,
       vertical_gradient(top, any_color(random) * 0.6f, offset.y, offset.y + 32 * scale));
}

void draw_block(Image& image, Random& random) {
  const Point low = anywhere(image, random);
  const Point size{random.uniform(6, 70), random.uniform(6, 70)};
  const Color color = random.chance(0.5f) ? any_color(random) : random.pick(kGrounds).dark;
  fill(image, box(low, low + size), vertical_gradient(color, color * 0.7f, low.y, low.y + size.y),
       1, random.uniform(0.5f, 1));
}

// The mean over `span` steps of `step`: what a moving camera shows.
void blur_along(Image& image, Point step, int span) {
  const Image source = image;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      Color sum;
      for (int i = 0; i < span; ++i) {
        const Point offset = step * (static_cast<float>(i) - static_cast<float>(span) / 2);
        sum = sum + source.clamped(x + static_cast<int>(std::lround(offset.x)),
                                   y + static_cast<int>(std::lround(offset.y)));
      }
      image.at(x, y) = sum * (1.0f / static_cast<float>(span));
    }
  }
}

}  // namespace

void draw_background(Image& image, Random& random) {
  draw_ground(image, random.pick(kGrounds), random);
  if (random.chance(0.4f)) draw_second_ground(image, random);
  const int objects = random.integer(0, 4);
  for (int i = 0; i < objects; ++i) {
    const int kind = random.integer(0, 2);
    if (kind == 0) draw_block(image, random);
    if (kind == 1) draw_person(image, random);
    if (kind == 2) draw_name(image, random);
  }
  if (random.chance(0.25f)) {
    const Point direction = turned({1, 0}, random.uniform(-0.5f, 0.5f));
    blur_along(image, direction, random.integer(3, 11));
  }
}

}  // namespace render_frames
