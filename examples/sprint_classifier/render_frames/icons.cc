#include "icons.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "figures.h"
#include "glyphs.h"
#include "noise.h"
#include "text.h"

namespace render_frames {
namespace {

struct Border {
  Color outer;
  Color inner;
};

const Border kBorders[] = {
    {rgb(0, 126, 205), rgb(34, 181, 255)},  // blue, the most frequent
    {rgb(0, 126, 205), rgb(34, 181, 255)},    {rgb(0, 110, 190), rgb(30, 170, 250)},
    {rgb(176, 164, 0), rgb(237, 228, 0)},      // yellow
    {rgb(240, 10, 10), rgb(255, 60, 70)},      // red
    {rgb(225, 220, 225), rgb(180, 175, 180)},  // white
};
const Border kCyan = {rgb(0, 226, 210), rgb(0, 180, 165)};
const Color kBlack = rgb(8, 8, 12);

// A texture of kSlot x kSlot units.
class Icon {
 public:
  explicit Icon(int pixels_per_unit)
      : image_(pixels_per_unit * static_cast<int>(kSlot),
               pixels_per_unit * static_cast<int>(kSlot)),
        pixels_per_unit_(static_cast<float>(pixels_per_unit)) {}

  void draw(const Shape& shape, const Paint& paint, float opacity = 1) {
    fill(image_, shape, paint, pixels_per_unit_, opacity);
  }

  Image release() { return std::move(image_); }

 private:
  Image image_;
  float pixels_per_unit_;
};

Icon blank_icon(Random& random) { return Icon(random.chance(0.85f) ? 1 : 2); }

Shape square(float inset) { return box({inset, inset}, {kSlot - inset, kSlot - inset}); }

// A frame from `inset` to `inset + width` from the slot's edge.
Shape frame(float inset, float width) { return cut(square(inset), square(inset + width)); }

// Brightness varied by up to `amount` per unit square.
Paint speckled(Paint paint, float amount, Random& random) {
  const auto seed = static_cast<std::uint32_t>(random.next());
  return [paint = std::move(paint), amount, seed](Point p) {
    const int x = static_cast<int>(std::floor(p.x));
    const int y = static_cast<int>(std::floor(p.y));
    return paint(p) * (1 + amount * (2 * lattice_noise(x, y, seed) - 1));
  };
}

// Lit from the upper left: edges that face the light are brighter, the others darker.
Paint embossed(Paint paint, Shape shape, float strength) {
  return [paint = std::move(paint), shape = std::move(shape), strength](Point p) {
    const Point light{-0.7f, -0.7f};
    const float lit = strength * (shape(p + light) - shape(p - light)) * 0.5f;
    const Color color = paint(p);
    return lit > 0 ? mix(color, rgb(255, 255, 255), std::min(lit, 1.0f)) : color * (1 + lit);
  };
}

void draw_border(Icon& icon, const Border& border) {
  icon.draw(frame(0, 1), solid(border.outer));
  icon.draw(frame(1, 1), solid(border.inner));
}

// The cyan border's uneven lines and nicks.
void draw_ragged_border(Icon& icon, const Border& border, Random& random) {
  icon.draw(frame(0, 1), speckled(solid(border.outer), 0.12f, random));
  icon.draw(frame(1, 1), speckled(solid(border.inner), 0.15f, random));
  const int nicks = random.integer(3, 9);
  for (int i = 0; i < nicks; ++i) {
    const float along = std::floor(random.uniform(2, 24));
    const float inset = std::floor(random.uniform(0, 3));
    const float long_side = std::floor(random.uniform(1, 7));
    const Color color =
        random.chance(0.25f) ? kBlack : mix(border.outer, border.inner, random.uniform(0, 1));
    const float far = kSlot - 1 - inset;
    const Point corners[] = {{along, inset}, {along, far}, {inset, along}, {far, along}};
    const int side = random.integer(0, 3);
    const Point extent = side < 2 ? Point{long_side, 1} : Point{1, long_side};
    icon.draw(box(corners[side], corners[side] + extent), solid(color));
  }
}

std::string timer_text(Random& random) {
  const int kind = random.integer(0, 9);
  const int value = kind == 0 ? random.integer(1, 3) : random.integer(1, 59);
  return std::to_string(value) + (kind == 0 ? "h" : kind < 3 ? "s" : "m");
}

void draw_timer(Icon& icon, Random& random) {
  const std::string text = timer_text(random);
  const float height = random.uniform(6.5f, 8);
  const float width = text_width(text, height);
  icon.draw(box({3, 28.5f - height - 1.5f}, {std::min(29.0f, 4 + width), 30}), solid(kBlack));
  icon.draw(text_shape(text, {4.5f, 28.5f - height}, height, 0.7f),
            vertical_gradient(rgb(250, 250, 250), rgb(150, 148, 152), 28 - height, 29));
}

void draw_dot(Icon& icon, Color color) {
  icon.draw(box({24, 24}, {30, 30}), solid(kBlack));
  icon.draw(cut(disc({26.5f, 26.5f}, 2.9f), disc({26.5f, 26.5f}, 1.4f)), solid(color));
}

struct Plate {
  Color top;
  Color bottom;
  float speckle;
  bool bevelled;
};

const Plate kPlates[] = {
    {rgb(166, 160, 167), rgb(120, 115, 122), 0.05f, true},  // grey, the most frequent
    {rgb(160, 154, 160), rgb(128, 122, 128), 0.08f, true},
    {rgb(150, 146, 152), rgb(105, 100, 106), 0.05f, true},
    {rgb(84, 178, 40), rgb(28, 160, 12), 0.18f, true},  // green
    {rgb(100, 190, 60), rgb(34, 166, 14), 0.22f, true},
    {rgb(110, 50, 10), rgb(70, 28, 6), 0.15f, false},  // brown
    {rgb(60, 90, 170), rgb(20, 35, 90), 0.1f, true},
    {rgb(150, 40, 40), rgb(70, 10, 15), 0.1f, true},
    {rgb(120, 60, 150), rgb(50, 20, 80), 0.1f, true},
};

void draw_plate(Icon& icon, const Plate& plate, Random& random) {
  icon.draw(square(2),
            speckled(vertical_gradient(plate.top, plate.bottom, 3, 29), plate.speckle, random));
  if (plate.bevelled) {
    icon.draw(cut(square(2), box({2, 2}, {28.5f, 28.5f})), solid(kBlack), 0.9f);
    icon.draw(unite({box({3, 3}, {29, 4.5f}), box({3, 3}, {4.5f, 29})}), solid(rgb(255, 255, 255)),
              0.12f);
    icon.draw(unite({box({4, 26.5f}, {28.5f, 28.5f}), box({26.5f, 4}, {28.5f, 28})}), solid(kBlack),
              0.15f);
  }
  icon.draw(frame(2, 1), solid(kBlack), random.uniform(0.5f, 1));
  if (random.chance(0.5f)) icon.draw(disc({17, 3}, 1.8f), solid(kBlack));
}

struct Metal {
  Color top;
  Color bottom;
};

const Metal kMetals[] = {
    {rgb(60, 255, 20), rgb(110, 200, 40)},  // bright green, the most frequent
    {rgb(140, 255, 80), rgb(60, 190, 10)},   {rgb(40, 255, 0), rgb(190, 190, 60)},
    {rgb(150, 215, 110), rgb(0, 170, 20)},   {rgb(0, 255, 200), rgb(20, 200, 150)},
    {rgb(200, 190, 120), rgb(140, 120, 60)}, {rgb(255, 210, 120), rgb(220, 110, 20)},
    {rgb(150, 200, 255), rgb(50, 110, 220)}, {rgb(240, 240, 235), rgb(160, 160, 150)},
};

void draw_sign(Icon& icon, const Shape& sign, const Metal& metal, Random& random) {
  const float outline = random.uniform(0.6f, 1.4f);
  icon.draw(inflate(sign, outline), solid(kBlack), 0.85f);
  const Paint body =
      speckled(vertical_gradient(metal.top, metal.bottom, 6, 26), random.uniform(0, 0.15f), random);
  icon.draw(sign, embossed(body, sign, random.uniform(0.2f, 0.6f)));
}

// Bright on black, lit a little: the running figure's own style.
void draw_on_black(Icon& icon, const Shape& sign, Random& random) {
  const float level = random.uniform(0, 0.07f);
  icon.draw(square(0), speckled(solid(kBlack + Color{level, level, level}), 0.3f, random));
  const Color green{random.uniform(0, 0.2f), random.uniform(0.8f, 1), random.uniform(0, 0.2f)};
  icon.draw(sign, embossed(solid(green), sign, random.uniform(0.1f, 0.45f)));
}

void draw_black_icon_border(Icon& icon, Random& random) {
  if (random.chance(0.75f)) {
    const float tint = random.uniform(0, 0.25f);
    const Border border{mix(kCyan.outer, kBorders[0].inner, tint),
                        mix(kCyan.inner, kBorders[0].outer, tint)};
    draw_ragged_border(icon, border, random);
  } else {
    draw_border(icon, random.chance(0.7f) ? kBorders[0] : kCyan);
  }
}

Image buff_icon(Random& random) {
  Icon icon = blank_icon(random);
  draw_plate(icon, random.pick(kPlates), random);
  const int kind = random.integer(0, 9);
  const Shape sign = kind == 0   ? resting_figure(random)
                     : kind == 1 ? scribble(random)
                                 : random_glyph(random);
  draw_sign(icon, sign, random.pick(kMetals), random);
  const Border& border = random.pick(kBorders);
  if (random.chance(0.5f)) {
    draw_timer(icon, random);
    if (random.chance(0.7f)) draw_dot(icon, border.inner);
  }
  draw_border(icon, border);
  return icon.release();
}

Image look_alike_icon(Random& random) {
  Icon icon = blank_icon(random);
  const int kind = random.integer(0, 9);
  const Shape sign = kind < 4   ? resting_figure(random)
                     : kind < 7 ? scribble(random)
                     : kind < 9 ? random_glyph(random)
                                : disc({-kSlot, -kSlot}, 1);
  draw_on_black(icon, sign, random);
  if (random.chance(0.15f)) draw_timer(icon, random);
  draw_black_icon_border(icon, random);
  return icon.release();
}

}  // namespace

Image running_icon(Random& random) {
  Icon icon = blank_icon(random);
  const Shape figure = running_figure(random);
  draw_on_black(icon, figure, random);
  if (random.chance(0.06f)) draw_timer(icon, random);
  draw_black_icon_border(icon, random);
  return icon.release();
}

Image other_icon(Random& random) {
  return random.chance(0.65f) ? buff_icon(random) : look_alike_icon(random);
}

}  // namespace render_frames
