// The style sheet of the HTML report.
#pragma once

namespace sprint::report {

extern const char* const kStyle;

}  // namespace sprint::report
