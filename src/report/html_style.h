// The style sheet of the HTML report.
#pragma once

#include <string_view>

namespace sprint::report {

extern const std::string_view kReportCss;  // report.css

}  // namespace sprint::report
