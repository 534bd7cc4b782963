// Plane shapes as signed distance functions: negative inside, in the units of their coordinates.
//
// Distances are exact for discs, limbs, boxes and polygons and near enough at the edge for the rest
// (after Inigo Quilez, "2D distance functions").
#pragma once

#include <functional>
#include <vector>

namespace render_frames {

// x to the right, y down.
struct Point {
  float x = 0;
  float y = 0;
};

inline Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
inline Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
inline Point operator*(Point a, float s) { return {a.x * s, a.y * s}; }
inline float dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }
float length(Point a);
// Turned by `angle` radians around the origin, clockwise on screen.
Point turned(Point a, float angle);

using Shape = std::function<float(Point)>;

Shape disc(Point center, float radius);
Shape ellipse(Point center, float radius_x, float radius_y, float angle = 0);
// A line with round ends whose radius runs from `radius_a` to `radius_b`.
Shape limb(Point a, Point b, float radius_a, float radius_b);
// Limbs of one radius through all points.
Shape stroke(const std::vector<Point>& points, float radius);
Shape box(Point low, Point high);
Shape polygon(std::vector<Point> corners);
// A circle's line from angle `from` to `to` (radians, clockwise from the right), 2 * radius wide.
Shape arc(Point center, float circle_radius, float from, float to, float radius);

Shape unite(std::vector<Shape> shapes);
Shape cut(Shape from, Shape what);
Shape common(Shape a, Shape b);
Shape inflate(Shape shape, float by);

// Mirrored left to right, scaled, turned around the origin, then moved.
struct Placement {
  Point offset;
  float scale = 1;
  float angle = 0;
  bool mirrored = false;
};
Shape place(Shape shape, const Placement& placement);

}  // namespace render_frames
