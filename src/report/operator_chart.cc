// Time by operator, as bars.
#include <fmt/format.h>

#include <algorithm>

#include "report/charts.h"
#include "report/html_text.h"
#include "report/rows.h"
#include "verify/figure_text.h"

namespace sprint::report {
namespace {

constexpr double kWorthABar = 0.02;  // of the longest

double longer(const OperatorTime& time) { return std::max(time.base_us, time.candidate_us); }

// The kinds that can be seen, and the sum of the others as one more.
std::vector<OperatorTime> visible(const std::vector<OperatorTime>& operators, double longest) {
  std::vector<OperatorTime> kinds;
  OperatorTime others{.kind = "Others"};
  for (const OperatorTime& time : operators) {
    if (longer(time) >= kWorthABar * longest) {
      kinds.push_back(time);
    } else {
      others.base_us += time.base_us;
      others.candidate_us += time.candidate_us;
    }
  }
  if (longer(others) > 0) kinds.push_back(others);
  return kinds;
}

std::string bar(const char* name, const std::string& model, double time, double longest) {
  return fmt::format(
      "<div class=\"bar {}\"><span style=\"width:{:.1f}%\"></span><b>{}<i class=\"hidden\"> "
      "{}</i></b></div>",
      name, longest > 0 ? time / longest * 70 : 0, time > 0 ? verify::time_text(time) : "none",
      html_text(model));
}

}  // namespace

std::string operator_chart(const Comparison& comparison) {
  if (comparison.operators.empty()) return "";
  const double longest = longer(std::ranges::max(comparison.operators, {}, longer));
  std::string rows;
  for (const OperatorTime& time : visible(comparison.operators, longest))
    rows += fmt::format("<dt>{}</dt><dd>{}{}</dd>\n", html_text(time.kind),
                        bar("base", base_name(comparison), time.base_us, longest),
                        bar("candidate", candidate_name(comparison), time.candidate_us, longest));
  return "<dl class=\"bars\">\n" + rows + "</dl>\n";
}

}  // namespace sprint::report
