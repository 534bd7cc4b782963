#include "report/plot.h"

#include <fmt/format.h>

#include "report/html_text.h"

namespace sprint::report {

std::string plot(const Plot& plot) {
  std::string grid, labels;
  for (const double tick : plot.x.ticks(5)) {
    const double at = plot.x.percent(tick);
    grid += fmt::format(
        "<line class=\"grid\" x1=\"{0:.2f}%\" x2=\"{0:.2f}%\" y1=\"0\" y2=\"100%\"/>", at);
    labels += fmt::format("<span class=\"tick-x\" style=\"left:{:.2f}%\">{}</span>", at,
                          Scale::tick_text(tick));
  }
  for (const double tick : plot.y_ticks ? plot.y.ticks(5) : std::vector<double>{}) {
    const double at = 100 - plot.y.percent(tick);
    grid += fmt::format(
        "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"{0:.2f}%\" y2=\"{0:.2f}%\"/>", at);
    labels += fmt::format("<span class=\"tick-y\" style=\"top:{:.2f}%\">{}</span>", at,
                          Scale::tick_text(tick));
  }
  return fmt::format(
      "<figure class=\"chart\"><figcaption class=\"axis\">{}</figcaption>\n"
      "<div class=\"plot{}\"><svg role=\"img\" aria-label=\"{}\">{}{}</svg>"
      "<div aria-hidden=\"true\">{}</div></div>\n<p class=\"axis x\">{}</p></figure>\n",
      html_text(plot.y_title), plot.y_ticks ? "" : " bare", html_text(plot.name), grid, plot.shapes,
      labels, html_text(plot.x_title));
}

}  // namespace sprint::report
