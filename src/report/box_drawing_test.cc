#include "report/box_drawing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "report/report.h"
#include "report/report_for_test.h"

namespace sprint::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

BoxesView one_of_two() {
  BoxesView view;
  view.base = {{0.25, 0.5, 0.5, 1, 0.93, "<cat>", true}, {0, 0, 0.1, 0.1, 0.61, "dog", false}};
  view.candidate = {{0.25, 0.5, 0.5, 1, 0.9, "<cat>", true}};
  return view;
}

TEST(BoxDrawing, PlacesBoxesOverThePicture) {
  const std::string svg = box_drawing(one_of_two(), 320, 240, "FP32", "INT8");
  EXPECT_THAT(svg, HasSubstr("viewBox=\"0 0 480 360\""));
  EXPECT_EQ(count(svg, "class=\"line\" x=\"120.0\" y=\"180.0\" width=\"120.0\" height=\"180.0\""),
            2U);
  EXPECT_EQ(count(svg, "<g class=\"base\">"), 1U);
  EXPECT_EQ(count(svg, "<g class=\"base alone\">"), 1U);
  EXPECT_EQ(count(svg, "<g class=\"candidate\">"), 1U);
  EXPECT_THAT(svg, HasSubstr("FP32: dog 0.61, found by this model only"));
  EXPECT_THAT(svg, HasSubstr("&lt;cat&gt;"));
  EXPECT_THAT(svg, Not(HasSubstr("<cat>")));
}

TEST(BoxDrawing, LeavesOutBoxesWithoutAPlace) {
  BoxesView view;
  view.base = {{std::numeric_limits<double>::quiet_NaN(), 0, 1, 1, 0.9, "", false}};
  EXPECT_THAT(box_drawing(view, 1, 1, "a", "b"), Not(HasSubstr("<rect")));
}

TEST(BoxDrawing, StandsInThePageWithItsLegendAndNoScript) {
  Report report = classifier_report();
  OutputQuality& quality = report.comparison.qualities.at(0);
  quality.shown.at(0).view = one_of_two();
  const std::string page = to_html(report);
  EXPECT_THAT(page, HasSubstr("only INT8"));
  EXPECT_THAT(page, HasSubstr("<svg class=\"boxes\""));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
}

}  // namespace
}  // namespace sprint::report
