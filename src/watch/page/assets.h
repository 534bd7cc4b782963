// The files of the page in assets/, as they are served.
#pragma once

#include <string_view>

namespace sprint::watch {

extern const std::string_view kChartJs, kDomJs, kFieldsJs, kLiveJs, kModelJs, kPageCss, kPageHtml,
    kPageJs, kRegionJs, kServerJs, kSettingsJs, kTextJs;

}  // namespace sprint::watch
