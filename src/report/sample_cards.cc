#include "report/sample_cards.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "report/html_text.h"
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

// What the two models say, as lines of the caption.
class Words {
 public:
  Words(std::string base, std::string candidate)
      : base_(std::move(base)), candidate_(std::move(candidate)) {}

  std::string operator()(const LabelView& view) const {
    return line(base_, view.base) + line(candidate_, view.candidate);
  }
  template <typename View>
  std::string operator()(const View&) const {
    return "";
  }

 private:
  static std::string line(const std::string& model, const Prediction& said) {
    return fmt::format("{}: <b>{}</b> {:.1f}%<br/>", html_text(model), html_text(said.label),
                       said.confidence * 100);
  }

  std::string base_, candidate_;
};

std::string card(const Comparison& comparison, const SampleDifference& sample) {
  std::string text = "<figure>" + picture(sample) + "<figcaption>";
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
  text += "<div class=\"samples\">\n";
  for (const SampleDifference& sample : quality.shown) text += card(comparison, sample);
  return text + "</div>\n";
}

}  // namespace sprint::report
