#include "figures.h"

#include <numbers>
#include <utility>

namespace render_frames {
namespace {

struct Pose {
  Point head, neck, hip;
  Point elbow_back, hand_back;
  Point elbow_front, hand_front;
  Point knee_back, foot_back;
  Point knee_front, foot_front;
};

constexpr Pose kRunning = {{21.8f, 4.4f}, {20.3f, 8.6f},  {20.1f, 14.8f}, {13.6f, 5.0f},
                           {10.4f, 9.0f}, {25.6f, 13.2f}, {28.6f, 8.2f},  {11.6f, 20.2f},
                           {4.6f, 28.0f}, {21.2f, 18.2f}, {16.8f, 24.0f}};

constexpr Pose kResting[] = {
    // standing
    {{16, 5},
     {16, 9},
     {16, 17},
     {12, 13},
     {12, 17},
     {20, 13},
     {20, 17},
     {14, 22},
     {14, 28},
     {18, 22},
     {18, 28}},
    // arms raised
    {{16, 7},
     {16, 11},
     {16, 18},
     {11, 8},
     {9, 3},
     {21, 8},
     {23, 3},
     {13, 23},
     {12, 28},
     {19, 23},
     {20, 28}},
    // crouching
    {{19, 11},
     {17, 14},
     {12, 20},
     {20, 18},
     {23, 21},
     {21, 17},
     {25, 19},
     {17, 21},
     {13, 27},
     {19, 21},
     {18, 27}},
    // kneeling
    {{17, 6},
     {16, 10},
     {15, 18},
     {20, 14},
     {22, 18},
     {19, 14},
     {23, 16},
     {14, 25},
     {7, 27},
     {21, 20},
     {21, 27}},
    // sitting
    {{13, 8},
     {13, 12},
     {12, 20},
     {16, 17},
     {19, 19},
     {17, 16},
     {21, 18},
     {18, 20},
     {19, 27},
     {20, 19},
     {22, 26}},
    // lying
    {{6, 19},
     {10, 20},
     {17, 21},
     {12, 24},
     {16, 25},
     {13, 17},
     {17, 17},
     {23, 20},
     {28, 22},
     {23, 23},
     {28, 24}},
    // casting
    {{12, 6},
     {12, 10},
     {12, 18},
     {17, 11},
     {22, 10},
     {17, 13},
     {22, 13},
     {11, 23},
     {9, 28},
     {15, 23},
     {16, 28}},
    // aiming a bow
    {{15, 6},
     {15, 10},
     {15, 17},
     {10, 11},
     {16, 11},
     {20, 10},
     {26, 10},
     {12, 22},
     {9, 28},
     {18, 22},
     {20, 28}},
    // upside down
    {{16, 26},
     {16, 22},
     {16, 14},
     {11, 24},
     {10, 28},
     {21, 24},
     {22, 28},
     {12, 9},
     {14, 4},
     {20, 9},
     {19, 4}},
    // arms and legs spread
    {{16, 5},
     {16, 9},
     {16, 17},
     {10, 10},
     {5, 10},
     {22, 10},
     {27, 10},
     {12, 22},
     {8, 28},
     {20, 22},
     {24, 28}},
    // looking left, one arm on the hip
    {{14, 5},
     {15, 9},
     {16, 17},
     {19, 12},
     {17, 16},
     {11, 12},
     {8, 15},
     {15, 22},
     {15, 28},
     {18, 22},
     {20, 28}},
};

Point nudged(Point p, Random& random, float deviation) {
  return p + Point{random.normal(0, deviation), random.normal(0, deviation)};
}

Pose varied(const Pose& pose, Random& random, float deviation) {
  const auto vary = [&](Point p) { return nudged(p, random, deviation); };
  return {vary(pose.head),       vary(pose.neck),      vary(pose.hip),
          vary(pose.elbow_back), vary(pose.hand_back), vary(pose.elbow_front),
          vary(pose.hand_front), vary(pose.knee_back), vary(pose.foot_back),
          vary(pose.knee_front), vary(pose.foot_front)};
}

// `build` scales the thickness of everything.
Shape body(const Pose& pose, float build) {
  const Point across = turned(pose.hip - pose.neck, -std::numbers::pi_v<float> / 2);
  const Point side = across * (1 / length(across));
  const Point shoulder_back = pose.neck - side * 2.4f;
  const Point shoulder_front = pose.neck + side * 2.4f;
  const Point hip_back = pose.hip - side * 1.2f;
  const Point hip_front = pose.hip + side * 1.2f;
  const Point waist = (pose.neck + pose.hip) * 0.5f;
  return unite({ellipse(pose.head, 1.8f * build, 2.5f * build, 0.15f),
                limb(pose.head, pose.neck, 0.9f * build, 1.1f * build),
                limb(shoulder_back, shoulder_front, 1.7f * build, 1.6f * build),
                limb(pose.neck, waist, 2.6f * build, 1.7f * build),
                limb(waist, pose.hip, 1.6f * build, 1.9f * build),
                limb(hip_back, hip_front, 1.8f * build, 1.8f * build),
                limb(shoulder_back, pose.elbow_back, 1.5f * build, 1.4f * build),
                limb(pose.elbow_back, pose.hand_back, 1.4f * build, 1.4f * build),
                limb(shoulder_front, pose.elbow_front, 1.5f * build, 1.5f * build),
                limb(pose.elbow_front, pose.hand_front, 1.4f * build, 1.2f * build),
                limb(hip_back, pose.knee_back, 2.2f * build, 1.7f * build),
                limb(pose.knee_back, pose.foot_back, 1.6f * build, 1.2f * build),
                limb(hip_front, pose.knee_front, 2.2f * build, 1.7f * build),
                limb(pose.knee_front, pose.foot_front, 1.5f * build, 0.8f * build)});
}

Shape speed_streaks(Random& random) {
  std::vector<Shape> parts;
  const int count = random.integer(2, 4);
  for (int i = 0; i < count; ++i) {
    const float y = random.uniform(5, 24);
    const float x = random.uniform(3, 7);
    parts.push_back(limb({x, y}, {x + random.uniform(3, 7), y}, 0.2f, 0.5f));
  }
  return unite(std::move(parts));
}

Shape animal(Random& random) {
  const float back = random.uniform(13, 17);
  const float stride = random.uniform(-3, 3);
  return unite({limb({9, back}, {21, back - 1}, 3.2f, 3),
                limb({21, back - 2}, {25, back - 8}, 2, 1.4f),
                ellipse({26.5f, back - 8}, 3, 1.6f, 0.5f),
                stroke({{9, back}, {8 - stride, back + 6}, {9 - stride, back + 12}}, 1.2f),
                stroke({{11, back}, {11 + stride, back + 6}, {11 + stride, back + 12}}, 1.2f),
                stroke({{20, back}, {20 - stride, back + 6}, {20 - stride, back + 12}}, 1.2f),
                stroke({{22, back}, {23 + stride, back + 6}, {23 + stride, back + 12}}, 1.2f),
                limb({7, back - 1}, {3, back + 4}, 1, 0.5f)});
}

}  // namespace

Shape running_figure(Random& random) {
  const Pose pose = varied(kRunning, random, 0.45f);
  const float build = random.uniform(0.85f, 1.15f);
  Shape figure = body(pose, build);
  if (random.chance(0.15f)) figure = unite({std::move(figure), speed_streaks(random)});
  const Point middle{16, 16};
  const float scale = random.uniform(0.92f, 1.03f);
  return place(std::move(figure),
               {.offset = nudged(middle - middle * scale, random, 0.3f), .scale = scale});
}

Shape resting_figure(Random& random) {
  Shape figure;
  if (random.chance(0.2f)) {
    figure = animal(random);
  } else {
    const Pose pose = varied(random.pick(kResting), random, 0.6f);
    figure = body(pose, random.uniform(0.85f, 1.3f));
  }
  const bool mirrored = random.chance(0.5f);
  const Point corner{mirrored ? kSlot : 0, 0};
  return place(std::move(figure), {.offset = nudged(corner, random, 0.8f), .mirrored = mirrored});
}

Shape scribble(Random& random) {
  const auto anywhere = [&] { return Point{random.uniform(5, 27), random.uniform(4, 28)}; };
  std::vector<Shape> parts;
  Point from = anywhere();
  const int count = random.integer(2, 7);
  for (int i = 0; i < count; ++i) {
    const Point to = anywhere();
    const float thick = random.uniform(0.8f, 2.6f);
    parts.push_back(limb(from, to, thick, random.uniform(0.6f, 2.2f)));
    from = random.chance(0.6f) ? to : anywhere();
  }
  if (random.chance(0.5f)) {
    const Point center = anywhere();
    parts.push_back(disc(center, random.uniform(1.5f, 4)));
  }
  return unite(std::move(parts));
}

}  // namespace render_frames
