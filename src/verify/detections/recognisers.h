// The kinds of heads that recognise() knows, one function each.
#pragma once

#include <optional>
#include <vector>

#include "verify/detections/recognise.h"
#include "verify/detections/seen.h"

namespace sprint::verify {

// Each returns nothing where nothing speaks for its kind.
using Found = std::optional<Recognition>;

Found recognise_selected(const Outputs& outputs, const std::vector<Seen>& seen);
Found recognise_lists(const Outputs& outputs, const std::vector<Seen>& seen);
Found recognise_rows(const Outputs& outputs, const std::vector<Seen>& seen);
Found recognise_boxes_and_scores(const Outputs& outputs, const std::vector<Seen>& seen);
Found recognise_dense(const Outputs& outputs, const std::vector<Seen>& seen);

// How a column or more of scores is to be read.
struct ScoreReading {
  Activation activation = Activation::none;
  std::optional<int64_t> background;
};

// Reads the attributes from `first` on by their values: in [0, 1] as they are, with a background
// where they sum to 1; logits by what wins in most lines. Nothing where that is open.
std::optional<ScoreReading> read_scores(const std::vector<Table>& tables, int64_t first);

// "normalized corners", "centres and sizes in pixels".
const char* coordinates_text(const Coordinates& coordinates);

}  // namespace sprint::verify
