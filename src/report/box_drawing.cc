#include "report/box_drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "report/html_text.h"

namespace sprint::report {
namespace {

// Of the drawing's own unit, so that lines and letters are alike on pictures of every size.
constexpr double kLongSide = 480;
constexpr double kReadable = 24;  // narrower boxes tell their score only when pointed at

class Drawing {
 public:
  Drawing(int width, int height) {
    const double scale = kLongSide / std::max({width, height, 1});
    width_ = width * scale;
    height_ = height * scale;
    text_ = fmt::format(
        "<svg class=\"boxes\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"boxes\">\n",
        width_, height_);
  }

  void add(const BoxView& box, const char* model, const std::string& name) {
    const double sides[] = {box.left, box.top, box.right, box.bottom};
    if (!std::ranges::all_of(sides, [](double side) { return std::abs(side) < 100; })) return;
    const double x = box.left * width_, y = box.top * height_;
    const double width = std::max(box.right * width_ - x, 0.0);
    const double height = std::max(box.bottom * height_ - y, 0.0);
    const std::string said =
        fmt::format("{}{}{:.2f}", box.label, box.label.empty() ? "" : " ", box.score);
    text_ += fmt::format("<g class=\"{}{}\"><title>{}: {}{}</title>", model,
                         box.matched ? "" : " alone", html_text(name), html_text(said),
                         box.matched ? "" : ", found by this model only");
    for (const char* part : {"halo", "line"})
      text_ += fmt::format(
          "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>", part,
          x, y, width, height);
    if ((!box.matched && width >= kReadable) || !box.label.empty())
      add_text(x, y, height, box.matched ? box.label : said);
    text_ += "</g>\n";
  }

  std::string finish() { return std::move(text_) + "</svg>"; }

 private:
  // Above the box, or inside it where it reaches the upper edge.
  void add_text(double x, double y, double height, const std::string& words) {
    constexpr double kLetter = 15;
    const double below = y + std::min(height, kLetter) - 3;
    text_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", std::max(x, 0.0) + 2,
                         y > kLetter ? y - 4 : below, html_text(words));
  }

  double width_, height_;
  std::string text_;
};

}  // namespace

std::string box_drawing(const BoxesView& view, int width, int height, const std::string& base,
                        const std::string& candidate) {
  Drawing drawing(width, height);
  // What has a partner lies below what has none.
  for (const bool matched : {true, false}) {
    for (const BoxView& box : view.base)
      if (box.matched == matched) drawing.add(box, "base", base);
    for (BoxView box : view.candidate) {
      if (box.matched != matched) continue;
      if (matched) box.label.clear();  // written at its partner
      drawing.add(box, "candidate", candidate);
    }
  }
  return drawing.finish();
}

std::string box_legend(const std::string& base, const std::string& candidate) {
  const auto entry = [](const char* look, const std::string& words) {
    return fmt::format(
        "<span class=\"{}\"><svg viewBox=\"0 0 28 14\" aria-hidden=\"true\"><rect class=\"line\" "
        "x=\"2\" y=\"2\" width=\"24\" height=\"10\"/></svg>{}</span>",
        look, html_text(words));
  };
  return fmt::format("<p class=\"box-legend\">{}{}{}{}</p>\n", entry("base", base),
                     entry("candidate", candidate), entry("base alone", "only " + base),
                     entry("candidate alone", "only " + candidate));
}

}  // namespace sprint::report
