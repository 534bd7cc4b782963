#include <gmock/gmock.h>

#include "report/html_text.h"
#include "report/report_for_test.h"
#include "report/scale.h"

namespace sprint::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Every tag that opens closes, in order. Returns the first fault, or nothing.
std::string tag_fault(const std::string& page) {
  std::vector<std::string> open;
  for (size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at)) {
    const size_t end = page.find('>', at);
    if (end == std::string::npos) return "'<' without '>'";
    const std::string tag = page.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    at = end;
    if (tag.empty() || tag.find('<') != std::string::npos) return "a bare '<'";
    if (tag.front() == '!' || tag.back() == '/') continue;
    if (tag.front() != '/') {
      open.push_back(name);
      continue;
    }
    if (open.empty() || "/" + open.back() != name) return "unexpected <" + name + ">";
    open.pop_back();
  }
  return open.empty() ? "" : "<" + open.back() + "> is never closed";
}

TEST(Html, IsWellFormed) {
  for (const Report& report : {classifier_report(), search_report(), detector_report()}) {
    const std::string page = to_html(report);
    EXPECT_THAT(page, StartsWith("<!DOCTYPE html>"));
    EXPECT_EQ(tag_fault(page), "");
  }
}

TEST(Html, NeedsNothingElse) {
  const std::string page = to_html(search_report());
  for (const char* outside : {"http:", "https:", "<script", "<link", "@import", "url("})
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(Html, EscapesWhatItIsGiven) {
  const std::string page = to_html(search_report());
  EXPECT_THAT(page, HasSubstr("models/&lt;base&gt; &amp; &quot;one&quot;.onnx"));
  EXPECT_THAT(page, HasSubstr("&lt;active&gt;"));
  EXPECT_THAT(page, HasSubstr("nothing &lt;to&gt; quantize"));
  EXPECT_THAT(page, Not(HasSubstr("<active>")));
}

TEST(Html, SaysTheVerdictFirst) {
  EXPECT_THAT(to_html(classifier_report()),
              HasSubstr("<header class=\"rejected\"><h1>Not accepted"));
  Report report = classifier_report();
  report.verdict = judge(report.comparison, {.required = {Criterion::size}});
  EXPECT_THAT(to_html(report), HasSubstr("<header class=\"accepted\"><h1>Accepted"));
}

TEST(Html, HasAChartOfRecipesOnlyAfterASearch) {
  EXPECT_THAT(to_html(classifier_report()), Not(HasSubstr("Recipes tried")));
  EXPECT_THAT(to_html(search_report()), HasSubstr("aria-label=\"Recipes by time and quality\""));
}

TEST(Html, GoesWithoutWhatWasNotMeasured) {
  Report report = classifier_report();
  report.comparison.operators.clear();
  report.comparison.base.latency_us.runs.clear();
  report.comparison.qualities[0].shown.clear();
  report.comparison.base.peak_memory_bytes = 0;
  const std::string page = to_html(report);
  EXPECT_THAT(page, Not(HasSubstr("Time per inference by operator")));
  EXPECT_THAT(page, Not(HasSubstr("Peak memory")));
  EXPECT_EQ(tag_fault(page), "");
}

TEST(Html, ShowsPictures) {
  Report report = classifier_report();
  const std::string frames = SPRINT_SOURCE_DIR "/examples/sprint_classifier/frames/";
  report.comparison.qualities[0].shown[0].path = frames + "active/00000.png";
  EXPECT_THAT(to_html(report), HasSubstr("src=\"data:image/png;base64,iVBORw0KGgo"));
  EXPECT_EQ(embed_picture("no such file.png", 100).uri, "");
}

TEST(Scale, PlacesValuesAndTicks) {
  const Scale linear(10, 20);
  EXPECT_DOUBLE_EQ(linear.percent(15), 50);
  EXPECT_DOUBLE_EQ(linear.percent(30), 100);
  EXPECT_EQ(linear.ticks(5), (std::vector<double>{10, 12, 14, 16, 18, 20}));
  const Scale logarithmic(1, 100);
  EXPECT_DOUBLE_EQ(logarithmic.percent(10), 50);
  EXPECT_EQ(logarithmic.ticks(5), (std::vector<double>{1, 2, 5, 10, 20, 50, 100}));
}

TEST(Scale, WidensAPoint) {
  EXPECT_DOUBLE_EQ(Scale(5, 5).percent(5), 50);
  EXPECT_DOUBLE_EQ(Scale(0, 0).percent(0), 50);
  EXPECT_FALSE(Scale(5, 5).ticks(5).empty());
  EXPECT_EQ(Scale::tick_text(0.1 + 0.2), "0.3");
}

}  // namespace
}  // namespace sprint::report
