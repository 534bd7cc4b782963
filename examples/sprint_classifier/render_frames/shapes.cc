#include "shapes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace render_frames {

float length(Point a) { return std::sqrt(dot(a, a)); }

Point turned(Point a, float angle) {
  const float c = std::cos(angle);
  const float s = std::sin(angle);
  return {c * a.x - s * a.y, s * a.x + c * a.y};
}

Shape disc(Point center, float radius) {
  return [=](Point p) { return length(p - center) - radius; };
}

Shape ellipse(Point center, float radius_x, float radius_y, float angle) {
  return [=](Point p) {
    const Point q = turned(p - center, -angle);
    const Point unit{q.x / radius_x, q.y / radius_y};
    const Point gradient{unit.x / radius_x, unit.y / radius_y};
    const float k = length(unit);
    if (k < 1e-4f) return -std::min(radius_x, radius_y);
    return k * (k - 1) / length(gradient);
  };
}

namespace {

// Position of the point of a-b nearest to p: 0 at a, 1 at b.
float along(Point p, Point a, Point b) {
  const Point ab = b - a;
  const float squared = dot(ab, ab);
  return squared > 0 ? std::clamp(dot(p - a, ab) / squared, 0.0f, 1.0f) : 0.0f;
}

}  // namespace

Shape limb(Point a, Point b, float radius_a, float radius_b) {
  return [=](Point p) {
    const float t = along(p, a, b);
    return length(p - (a + (b - a) * t)) - (radius_a + (radius_b - radius_a) * t);
  };
}

Shape stroke(const std::vector<Point>& points, float radius) {
  std::vector<Shape> parts;
  for (std::size_t i = 1; i < points.size(); ++i) {
    parts.push_back(limb(points[i - 1], points[i], radius, radius));
  }
  return unite(std::move(parts));
}

Shape box(Point low, Point high) {
  const Point center = (low + high) * 0.5f;
  const Point half = (high - low) * 0.5f;
  return [=](Point p) {
    const Point q{std::abs(p.x - center.x) - half.x, std::abs(p.y - center.y) - half.y};
    const Point outside{std::max(q.x, 0.0f), std::max(q.y, 0.0f)};
    return length(outside) + std::min(std::max(q.x, q.y), 0.0f);
  };
}

Shape polygon(std::vector<Point> corners) {
  return [corners = std::move(corners)](Point p) {
    float nearest = std::numeric_limits<float>::max();
    bool inside = false;
    for (std::size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
      const Point a = corners[i];
      const Point b = corners[j];
      nearest = std::min(nearest, length(p - (a + (b - a) * along(p, a, b))));
      if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) {
        inside = !inside;
      }
    }
    return inside ? -nearest : nearest;
  };
}

Shape arc(Point center, float circle_radius, float from, float to, float radius) {
  std::vector<Point> points;
  const int steps = std::max(4, static_cast<int>(std::abs(to - from) * 5));
  for (int i = 0; i <= steps; ++i) {
    const float angle = from + (to - from) * static_cast<float>(i) / static_cast<float>(steps);
    points.push_back(center + turned({circle_radius, 0}, angle));
  }
  return stroke(points, radius);
}

Shape unite(std::vector<Shape> shapes) {
  return [shapes = std::move(shapes)](Point p) {
    float nearest = std::numeric_limits<float>::max();
    for (const Shape& shape : shapes) nearest = std::min(nearest, shape(p));
    return nearest;
  };
}

Shape cut(Shape from, Shape what) {
  return [from = std::move(from), what = std::move(what)](Point p) {
    return std::max(from(p), -what(p));
  };
}

Shape common(Shape a, Shape b) {
  return [a = std::move(a), b = std::move(b)](Point p) { return std::max(a(p), b(p)); };
}

Shape inflate(Shape shape, float by) {
  return [shape = std::move(shape), by](Point p) { return shape(p) - by; };
}

Shape place(Shape shape, const Placement& placement) {
  return [shape = std::move(shape), placement](Point p) {
    Point q = turned(p - placement.offset, -placement.angle) * (1 / placement.scale);
    if (placement.mirrored) q.x = -q.x;
    return shape(q) * placement.scale;
  };
}

}  // namespace render_frames
