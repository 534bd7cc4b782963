#include "scene.h"

#include <algorithm>
#include <cmath>

#include "background.h"
#include "effects.h"
#include "figures.h"
#include "icons.h"

namespace render_frames {
namespace {

constexpr int kNone = -1;
constexpr int kSlots = 5;   // drawn at most
constexpr int kTarget = 2;  // the slot that the crop shows

// Which slots of the bar are filled and with what. Slots are [first, last].
struct Bar {
  int first = 0;
  int last = kSlots - 1;
  int running = kNone;  // the slot of the running figure
  bool shown = true;
  bool on_grid = true;  // the crop shows one slot, not parts of two
};

Bar active_bar(Random& random) {
  Bar bar;
  bar.first = random.integer(0, kTarget);
  bar.last = random.chance(0.6f) ? kTarget : random.integer(kTarget, kSlots - 1);
  bar.running = kTarget;
  return bar;
}

Bar inactive_bar(Random& random) {
  Bar bar;
  const float kind = random.uniform(0, 1);
  if (kind < 0.6f) {  // another icon
    bar.first = random.integer(0, kTarget);
    bar.last = random.integer(kTarget, kSlots - 1);
    if (random.chance(0.4f)) {
      bar.running = random.integer(bar.first, bar.last);
      if (bar.running == kTarget) bar.running = kNone;
    }
  } else if (kind < 0.75f) {  // past the end
    bar.last = kTarget - 1;
    if (random.chance(0.4f)) bar.running = bar.last;
  } else if (kind < 0.87f) {  // between two slots
    bar.on_grid = false;
  } else {  // no bar
    bar.shown = false;
  }
  return bar;
}

struct Layout {
  float scale;   // pixels per slot unit
  float pitch;   // from slot to slot
  Point corner;  // of slot 0
};

Layout random_layout(Random& random) {
  Layout layout{};
  const bool exact = random.chance(0.4f);
  layout.scale = exact ? 1 : random.uniform(0.8f, 1.3f);
  const float gap = random.chance(0.8f) ? 0.0f : random.uniform(0, 3);
  layout.pitch = layout.scale * kSlot + (exact ? std::floor(gap) : gap);
  const float top = random.chance(0.5f) ? 0.0f : random.uniform(0, 24);
  layout.corner = {random.uniform(4, 20), top};
  if (exact) layout.corner = {std::floor(layout.corner.x), std::floor(layout.corner.y)};
  return layout;
}

void draw_bar(Image& screen, const Bar& bar, const Layout& layout, Random& random) {
  const bool smooth = random.chance(0.8f);
  for (int slot = bar.first; slot <= bar.last; ++slot) {
    const Image icon = slot == bar.running ? running_icon(random) : other_icon(random);
    const Point corner = layout.corner + Point{layout.pitch * static_cast<float>(slot), 0};
    const float pixel = layout.scale * kSlot / static_cast<float>(icon.width());
    const Filter filter = pixel < 0.75f ? Filter::area
                          : smooth      ? Filter::bilinear
                                        : Filter::nearest;
    draw_texture(screen, icon, corner, pixel, filter);
  }
}

void degrade(Image& screen, Random& random) {
  apply(screen, random_grade(random));
  if (random.chance(0.4f)) add_noise(screen, random.uniform(0, 0.03f), random);
  quantize(screen);
  if (random.chance(0.4f)) compress(screen, random.integer(35, 95));
  quantize(screen);
}

// A side of the crop, in slots.
float random_side(Random& random) {
  const float kind = random.uniform(0, 1);
  if (kind < 0.15f) return 1;
  if (kind < 0.6f) return random.uniform(0.95f, 1.1f);
  if (kind < 0.75f) return random.uniform(0.88f, 0.95f);
  return random.uniform(1.1f, 1.5f);
}

Filter random_filter(Random& random) {
  const float kind = random.uniform(0, 1);
  return kind < 0.65f ? Filter::area : kind < 0.93f ? Filter::bilinear : Filter::nearest;
}

Image crop_target(const Image& screen, const Bar& bar, const Layout& layout, int size,
                  Random& random) {
  const float slot = layout.scale * kSlot;
  const float slots = random_side(random);
  const float side = slot * slots;
  const float jitter = 0.1f + 0.25f * std::max(0.0f, slots - 1);
  Point center = layout.corner + Point{layout.pitch * kTarget + slot / 2, slot / 2};
  center = center + Point{random.uniform(-jitter, jitter), random.uniform(-jitter, jitter)} * slot;
  if (!bar.on_grid) {
    center = center + Point{random.uniform(-0.5f, 0.5f), random.uniform(-0.3f, 0.8f)} * slot;
  }
  Point corner = center - Point{side, side} * 0.5f;
  corner.y = std::max(corner.y, 0.0f);  // nothing can be captured above the screen
  float pixels = side;
  if (random.chance(0.6f)) {  // captures are cut at whole pixels
    corner = {std::round(corner.x), std::round(corner.y)};
    pixels = std::round(side);
  }
  return crop_square(screen, corner, pixels, size, random_filter(random));
}

}  // namespace

Image render_frame(bool active, int size, Random& random) {
  const Bar bar = active ? active_bar(random) : inactive_bar(random);
  const Layout layout = random_layout(random);
  const float slot = layout.scale * kSlot;
  Image screen(static_cast<int>(layout.corner.x * 2 + layout.pitch * kSlots),
               static_cast<int>(layout.corner.y + slot * 1.7f));
  draw_background(screen, random);
  if (bar.shown) draw_bar(screen, bar, layout, random);
  degrade(screen, random);
  Image crop = crop_target(screen, bar, layout, size, random);
  quantize(crop);
  return crop;
}

}  // namespace render_frames
