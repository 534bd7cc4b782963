// Time by operator, as bars.
#include <fmt/format.h>

#include <algorithm>

#include "report/charts.h"
#include "report/html_text.h"
#include "report/rows.h"
#include "verify/figure_text.h"

namespace sprint::report {
namespace {

std::string bar(const char* name, const std::string& model, double time, double longest) {
  return fmt::format(
      "<div class=\"bar {}\"><span style=\"width:{:.1f}%\"></span><b>{}<i class=\"hidden\"> "
      "{}</i></b></div>",
      name, longest > 0 ? time / longest * 70 : 0, verify::time_text(time), html_text(model));
}

}  // namespace

std::string operator_chart(const Comparison& comparison) {
  double longest = 0;
  for (const OperatorTime& time : comparison.operators)
    longest = std::max({longest, time.base_us, time.candidate_us});
  std::string rows;
  for (const OperatorTime& time : comparison.operators)
    rows += fmt::format("<dt>{}</dt><dd>{}{}</dd>\n", html_text(time.kind),
                        bar("base", base_name(comparison), time.base_us, longest),
                        bar("candidate", candidate_name(comparison), time.candidate_us, longest));
  return rows.empty() ? "" : "<dl class=\"bars\">\n" + rows + "</dl>\n";
}

}  // namespace sprint::report
