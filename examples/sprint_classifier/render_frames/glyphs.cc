#include "glyphs.h"

#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "figures.h"

namespace render_frames {
namespace {

constexpr float kPi = std::numbers::pi_v<float>;

Shape fist() {
  std::vector<Shape> fingers;
  for (int i = 0; i < 4; ++i) {
    const float x = -7.5f + 4.8f * static_cast<float>(i);
    fingers.push_back(limb({x, -5}, {x, 2}, 2.5f, 2.2f));
  }
  return unite({unite(std::move(fingers)), limb({-2, 6}, {7, 7}, 2.2f, 2), box({-7, 0}, {8, 5})});
}

Shape orb_and_crescent() {
  return unite({disc({-4, -4}, 4.5f), cut(disc({1, 1}, 9.5f), disc({-2.5f, -3.5f}, 9))});
}

Shape zigzag() {
  return unite({limb({-9, 9}, {-5, -7}, 0.6f, 1.8f), limb({-5, -7}, {0, 6}, 1.8f, 1.6f),
                limb({0, 6}, {9, -5}, 1.6f, 0.5f)});
}

Shape beaded_ring() {
  std::vector<Shape> beads;
  for (int i = 0; i < 12; ++i) {
    const float angle = 2 * kPi * static_cast<float>(i) / 12;
    beads.push_back(disc(turned({7, 0}, angle), 0.9f));
  }
  return cut(cut(disc({0, 0}, 9), disc({0, 0}, 4.8f)), unite(std::move(beads)));
}

Shape wings() {
  return unite({ellipse({-5, -3}, 3.2f, 7.5f, -0.4f), ellipse({5, -3}, 3, 6.5f, 0.6f),
                ellipse({-4, 6}, 2.2f, 4.5f, 0.5f), ellipse({5, 6}, 2.6f, 5, -0.4f),
                limb({-1, -6}, {1, 7}, 0.8f, 0.8f)});
}

Shape bodice() {
  return polygon({{-8, -9},
                  {-5, -8},
                  {-3, -3},
                  {3, -3},
                  {5, -8},
                  {8, -9},
                  {9, -2},
                  {7, 6},
                  {0, 10},
                  {-7, 6},
                  {-9, -2}});
}

Shape boot() { return polygon({{-6, -10}, {2, -10}, {1, 2}, {9, 6}, {9, 9}, {-6, 9}, {-4, 0}}); }

Shape winged_boot() {
  return unite({boot(), stroke({{-4, -4}, {-10, -9}}, 1.1f), stroke({{-4, -1}, {-11, -5}}, 1.1f),
                stroke({{-4, 2}, {-10, -1}}, 1.1f)});
}

Shape leaf() {
  return unite({common(disc({-5, 5}, 11), disc({5, -5}, 11)), limb({-9, 9}, {0, 0}, 0.8f, 0.4f)});
}

Shape blade() { return polygon({{-11, -11}, {-4, -7}, {9, 8}, {11, 11}, {6, 9}, {-6, -2}}); }

Shape bow_of_leaf() {
  return unite({cut(disc({0, -2}, 10), disc({-1, -7}, 9.5f)), limb({-6, 8}, {-3, -8}, 1.2f, 0.7f)});
}

Shape cross() {
  return unite({limb({0, -7}, {0, 6}, 2, 1.6f), limb({-7, 3}, {7, 3}, 2, 2), disc({0, -7}, 3),
                disc({-8, 3}, 2.6f), disc({8, 3}, 2.6f)});
}

Shape bird() {
  return polygon({{-10, -7},
                  {-5, -9},
                  {-3, -5},
                  {4, -7},
                  {11, -9},
                  {5, -2},
                  {10, 1},
                  {3, 2},
                  {7, 9},
                  {0, 5},
                  {-4, 9},
                  {-4, 1},
                  {-9, 4},
                  {-7, -2}});
}

Shape brain() {
  return cut(unite({ellipse({0, -2}, 9.5f, 7), ellipse({-4, 3}, 5, 4), disc({5, 3}, 3.5f)}),
             unite({limb({-3, 7}, {-1, 2}, 0.7f, 0.7f), limb({3, 8}, {2, 3}, 0.7f, 0.7f)}));
}

Shape shield() {
  return polygon({{-8, -9}, {0, -7}, {8, -9}, {8, 1}, {5, 7}, {0, 11}, {-5, 7}, {-8, 1}});
}

Shape sword() {
  return unite({polygon({{-1.4f, 4}, {-1.4f, -9}, {0, -12}, {1.4f, -9}, {1.4f, 4}}),
                limb({-5, 5}, {5, 5}, 1.2f, 1.2f), limb({0, 5}, {0, 10}, 1.1f, 1.4f)});
}

Shape axe() {
  return unite({limb({-5, 11}, {3, -10}, 1.1f, 1.1f),
                cut(disc({3, -5}, 7), unite({disc({11, -4}, 4), box({-9, -12}, {0, 3})}))});
}

Shape flask() {
  return unite({disc({0, 4}, 7), box({-2, -9}, {2, 0}), box({-3.5f, -10}, {3.5f, -8})});
}

Shape flame() {
  return polygon({{0, -12},
                  {4, -6},
                  {3, -3},
                  {6, -5},
                  {8, 3},
                  {5, 9},
                  {0, 11},
                  {-5, 9},
                  {-8, 3},
                  {-6, -3},
                  {-3, 0},
                  {-2, -6}});
}

Shape drop() { return unite({disc({0, 4}, 6.5f), polygon({{0, -11}, {5.8f, 1}, {-5.8f, 1}})}); }

Shape eye() {
  return cut(common(disc({0, 6}, 11.5f), disc({0, -6}, 11.5f)),
             cut(disc({0, 0}, 4), disc({0, 0}, 2)));
}

Shape heart() {
  return unite(
      {disc({-4, -3}, 4.8f), disc({4, -3}, 4.8f), polygon({{-8, -0.5f}, {8, -0.5f}, {0, 10}})});
}

Shape star() {
  std::vector<Point> corners;
  for (int i = 0; i < 10; ++i) {
    const float radius = i % 2 == 0 ? 11.0f : 4.6f;
    corners.push_back(turned({0, -radius}, kPi * static_cast<float>(i) / 5));
  }
  return polygon(std::move(corners));
}

Shape lightning() {
  return polygon({{2, -12}, {-6, 1}, {-1, 1}, {-4, 12}, {7, -3}, {1, -3}, {6, -12}});
}

Shape arrow() {
  return unite({limb({-9, 9}, {5, -5}, 1.3f, 1.3f), polygon({{10, -10}, {8, 0}, {0, -8}})});
}

Shape feather() {
  std::vector<Shape> parts = {limb({-9, 10}, {8, -9}, 0.5f, 0.8f)};
  for (int i = 0; i < 6; ++i) {
    const Point root{-5 + 2.2f * static_cast<float>(i), 6 - 2.5f * static_cast<float>(i)};
    parts.push_back(limb(root, root + Point{1, -6}, 1, 0.5f));
    parts.push_back(limb(root, root + Point{6, 0}, 1, 0.5f));
  }
  return unite(std::move(parts));
}

Shape open_hand() {
  std::vector<Shape> parts = {ellipse({0, 4}, 5.5f, 6), limb({-4, 5}, {-10, 0}, 1.8f, 1.2f)};
  for (int i = 0; i < 4; ++i) {
    const float x = -4.2f + 2.8f * static_cast<float>(i);
    parts.push_back(limb({x, 1}, {x * 1.3f, -8}, 1.4f, 1.1f));
  }
  return unite(std::move(parts));
}

Shape tree() {
  return unite({limb({0, 11}, {0, 0}, 1.8f, 1.2f), disc({0, -5}, 6), disc({-5, -1}, 4),
                disc({5, -1}, 4), limb({0, 10}, {-5, 11}, 1, 0.5f),
                limb({0, 10}, {5, 11}, 1, 0.5f)});
}

Shape paw() {
  return unite({ellipse({0, 4}, 6, 5), ellipse({-7, -3}, 2, 3), ellipse({-2.5f, -7}, 2, 3.2f),
                ellipse({3, -7}, 2, 3.2f), ellipse({7.5f, -3}, 2, 3)});
}

Shape skull() {
  return cut(
      unite({disc({0, -2}, 8), box({-4, 3}, {4, 10})}),
      unite({disc({-3.2f, -1}, 2.2f), disc({3.2f, -1}, 2.2f), limb({0, 3}, {0, 4}, 0.8f, 0.8f),
             limb({-1.5f, 8}, {-1.5f, 10}, 0.4f, 0.4f), limb({1.5f, 8}, {1.5f, 10}, 0.4f, 0.4f)}));
}

Shape spiral() {
  std::vector<Point> points;
  for (int i = 0; i < 26; ++i) {
    const float t = static_cast<float>(i);
    points.push_back(turned({1 + 0.35f * t, 0}, 0.5f * t));
  }
  return stroke(points, 1.3f);
}

Shape claw_marks() {
  return unite({limb({-3, -10}, {-9, 8}, 0.8f, 1.6f), limb({3, -10}, {-2, 9}, 0.8f, 1.7f),
                limb({9, -9}, {5, 9}, 0.8f, 1.5f)});
}

Shape bow() {
  return unite({arc({-6, 0}, 11, -1.2f, 1.2f, 1.3f), stroke({{-2, -10}, {-4, 0}, {-2, 10}}, 0.4f),
                limb({-8, 0}, {9, 0}, 0.6f, 0.6f)});
}

Shape crown() { return polygon({{-9, 8}, {-10, -5}, {-5, 1}, {0, -8}, {5, 1}, {10, -5}, {9, 8}}); }

Shape chevrons() {
  return unite({stroke({{-8, 8}, {0, 1}, {8, 8}}, 1.6f), stroke({{-8, 2}, {0, -5}, {8, 2}}, 1.6f),
                stroke({{-8, -4}, {0, -11}, {8, -4}}, 1.6f)});
}

Shape scattered_beads() {
  std::vector<Shape> beads;
  for (const Point p :
       {Point{-5, -9}, {-1, -5}, {4, -6}, {-4, 0}, {2, 2}, {6, 5}, {-1, 7}, {1, 11}}) {
    beads.push_back(disc(p, 1.6f));
  }
  for (const Point p : {Point{-10, -10}, {10, -10}, {-10, 10}, {10, 10}}) {
    beads.push_back(limb(p, p * 0.7f, 1.4f, 0.5f));
  }
  return unite(std::move(beads));
}

using Maker = Shape (*)();
constexpr Maker kGlyphs[] = {
    fist,        orb_and_crescent,
    zigzag,      beaded_ring,
    wings,       bodice,
    boot,        winged_boot,
    leaf,        blade,
    bow_of_leaf, cross,
    bird,        brain,
    shield,      sword,
    axe,         flask,
    flame,       drop,
    eye,         heart,
    star,        lightning,
    arrow,       feather,
    open_hand,   tree,
    paw,         skull,
    spiral,      claw_marks,
    bow,         crown,
    chevrons,    scattered_beads,
};

}  // namespace

Shape random_glyph(Random& random) {
  Placement placement;
  placement.offset = {16 + random.normal(0, 1), 15.5f + random.normal(0, 1)};
  placement.scale = random.uniform(0.8f, 1.1f);
  placement.angle = random.normal(0, 0.15f);
  placement.mirrored = random.chance(0.4f);
  return place(random.pick(kGlyphs)(), placement);
}

}  // namespace render_frames
