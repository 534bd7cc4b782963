#include "text.h"

#include <utility>
#include <vector>

namespace render_frames {
namespace {

// Lines on a grid of 4 wide and 6 high, (0, 0) at the top left, each point as two digits "xy";
// a blank starts the next line.
struct Letter {
  char character;
  int width;
  std::string_view lines;
};

constexpr Letter kTable[] = {
    {'0', 4, "103041453616050110"},
    {'1', 2, "012026"},
    {'2', 4, "01103041420646"},
    {'3', 4, "011030414233 2333 334445361605"},
    {'4', 4, "363004 0444"},
    {'5', 4, "400002324345361605"},
    {'6', 4, "4130100105163645443303"},
    {'7', 4, "004016"},
    {'8', 4, "103041423313020110 1304051636454433"},
    {'9', 4, "4313020110304145361605"},
    {'m', 6, "0602 0312223336 3342526366"},
    {'s', 4, "431303143445361606"},
    {'h', 4, "0600 0313334446"},
    {'A', 4, "062046 1434"},
    {'E', 4, "40000646 0333"},
    {'I', 1, "1016"},
    {'L', 4, "000646"},
    {'N', 4, "06004640"},
    {'O', 4, "103041453616050110"},
    {'R', 4, "0600304142330346"},
    {'T', 4, "0040 2026"},
    {'V', 4, "002640"},
    {'K', 4, "0006 4003 0346"},
};

constexpr float kGridHeight = 6;
constexpr int kGap = 2;
constexpr int kBlankWidth = 3;

const Letter* find_letter(char character) {
  for (const Letter& letter : kTable) {
    if (letter.character == character) return &letter;
  }
  return nullptr;
}

void append_strokes(const Letter& letter, Point corner, float unit, float radius,
                    std::vector<Shape>& parts) {
  std::vector<Point> points;
  const auto finish = [&] {
    if (points.size() > 1) parts.push_back(stroke(points, radius));
    points.clear();
  };
  for (std::size_t i = 0; i < letter.lines.size();) {
    if (letter.lines[i] == ' ') {
      finish();
      ++i;
      continue;
    }
    const Point grid{static_cast<float>(letter.lines[i] - '0'),
                     static_cast<float>(letter.lines[i + 1] - '0')};
    points.push_back(corner + grid * unit);
    i += 2;
  }
  finish();
}

}  // namespace

Shape text_shape(std::string_view text, Point corner, float height, float radius) {
  const float unit = height / kGridHeight;
  std::vector<Shape> parts;
  for (const char character : text) {
    const Letter* letter = find_letter(character);
    if (letter) append_strokes(*letter, corner, unit, radius, parts);
    corner.x += unit * static_cast<float>((letter ? letter->width : kBlankWidth) + kGap);
  }
  return unite(std::move(parts));
}

float text_width(std::string_view text, float height) {
  int units = 0;
  for (const char character : text) {
    const Letter* letter = find_letter(character);
    units += (letter ? letter->width : kBlankWidth) + kGap;
  }
  return height / kGridHeight * static_cast<float>(units);
}

}  // namespace render_frames
