#include "report/sample_cards.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "report/box_drawing.h"
#include "report/html_text.h"
#include "report/map_drawing.h"
#include "report/rows.h"

namespace sprint::report {
namespace {

constexpr int kLargestSide = 192, kSharpBelow = 96;  // enlarged pixels are better seen sharp

std::string file_name(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

std::string picture(const SampleDifference& sample) {
  const EmbeddedPicture picture = embed_picture(sample.path, kLargestSide);
  if (picture.uri.empty()) return "<div class=\"none\">no picture</div>";
  const bool sharp = std::max(picture.width, picture.height) < kSharpBelow;
  return fmt::format("<img{} src=\"{}\" alt=\"{}\"/>", sharp ? " class=\"sharp\"" : "", picture.uri,
                     html_text(file_name(sample.path)));
}

// With the boxes of both models over it, on an empty field where the sample is no picture.
std::string picture_with_boxes(const Comparison& comparison, const SampleDifference& sample,
                               const BoxesView& view) {
  constexpr int kLargestSideWithBoxes = 480;
  const EmbeddedPicture picture = embed_picture(sample.path, kLargestSideWithBoxes);
  const bool seen = !picture.uri.empty();
  const int width = seen ? picture.width : 1, height = seen ? picture.height : 1;
  std::string text =
      fmt::format("<div class=\"picture\" style=\"aspect-ratio:{}/{}\">", width, height);
  if (seen)
    text +=
        fmt::format("<img src=\"{}\" alt=\"{}\"/>", picture.uri, html_text(file_name(sample.path)));
  return text +
         box_drawing(view, width, height, base_name(comparison), candidate_name(comparison)) +
         "</div>";
}

// What the two models say, as lines of the caption.
class Words {
 public:
  Words(std::string base, std::string candidate)
      : base_(std::move(base)), candidate_(std::move(candidate)) {}

  std::string operator()(const LabelView& view) const {
    return line(base_, view.base) + line(candidate_, view.candidate);
  }
  std::string operator()(const TextView& view) const {
    return text_line(base_, view.base) + text_line(candidate_, view.candidate);
  }
  std::string operator()(const NumbersView& view) const {
    std::string rows;
    for (const NumbersView::Row& row : view.rows)
      rows += fmt::format("<tr><td>{}</td><td>{:.4g}</td><td>{:.4g}</td></tr>", html_text(row.name),
                          row.base, row.candidate);
    return rows.empty()
               ? ""
               : fmt::format(
                     "<table class=\"numbers\"><thead><tr><th scope=\"col\">largest errors</th><th "
                     "scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>{}</tbody>"
                     "</table>",
                     html_text(base_), html_text(candidate_), rows);
  }
  template <typename View>
  std::string operator()(const View&) const {
    return "";
  }

 private:
  static std::string text_line(const std::string& model, const std::string& text) {
    return fmt::format("{}:<pre>{}</pre>", html_text(model),
                       text.empty() ? "(nothing)" : html_text(text));
  }
  static std::string line(const std::string& model, const Prediction& said) {
    return fmt::format("{}: <b>{}</b> {:.1f}%<br/>", html_text(model), html_text(said.label),
                       said.confidence * 100);
  }

  std::string base_, candidate_;
};

std::string picture_of(const Comparison& comparison, const SampleDifference& sample) {
  if (const auto* boxes = std::get_if<BoxesView>(&sample.view))
    return picture_with_boxes(comparison, sample, *boxes);
  const auto* map = std::get_if<MapView>(&sample.view);
  return map != nullptr
             ? map_drawing(*map, sample.path, base_name(comparison), candidate_name(comparison))
             : picture(sample);
}

std::string card(const Comparison& comparison, const SampleDifference& sample) {
  std::string text = "<figure>" + picture_of(comparison, sample) + "<figcaption>";
  if (!sample.truth.empty()) text += fmt::format("label: <b>{}</b><br/>", html_text(sample.truth));
  text += std::visit(Words(base_name(comparison), candidate_name(comparison)), sample.view);
  return text + fmt::format("{}<br/>{}</figcaption></figure>\n", html_text(sample.figure),
                            html_text(file_name(sample.path)));
}

}  // namespace

std::string sample_cards(const Comparison& comparison, const OutputQuality& quality) {
  if (quality.shown.empty())
    return quality.differing == 0 ? "<p>None: the models say the same of every sample.</p>\n" : "";
  std::string text;
  if (quality.differing > quality.shown.size())
    text = fmt::format("<p class=\"soft\">{} of {} shown.</p>\n", quality.shown.size(),
                       quality.differing);
  if (std::holds_alternative<BoxesView>(quality.shown[0].view))
    text += box_legend(base_name(comparison), candidate_name(comparison));
  const bool wide = !std::holds_alternative<LabelView>(quality.shown[0].view);
  text += wide ? "<div class=\"samples wide\">\n" : "<div class=\"samples\">\n";
  for (const SampleDifference& sample : quality.shown) text += card(comparison, sample);
  return text + "</div>\n";
}

}  // namespace sprint::report
