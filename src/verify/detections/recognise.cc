#include "verify/detections/recognise.h"

#include "verify/detections/recognisers.h"

namespace sprint::verify {

Recognition recognise(const Outputs& outputs) {
  const std::vector<Seen> seen = look_at(outputs);
  Recognition declined;
  for (const auto recogniser : {recognise_selected, recognise_lists, recognise_rows,
                                recognise_boxes_and_scores, recognise_dense}) {
    Found found = recogniser(outputs, seen);
    if (!found) continue;
    if (found->head) return std::move(*found);
    if (declined.reason.empty()) declined = std::move(*found);
  }
  return declined;
}

std::optional<PictureSize> picture_input(std::span<const TensorSpec> inputs) {
  const auto side = [](int64_t dim) { return dim > 0 ? static_cast<double>(dim) : 0; };
  for (const TensorSpec& input : inputs) {
    std::span<const int64_t> dims = input.dims;
    if (dims.size() == 4) dims = dims.subspan(1);
    if (dims.size() != 3) continue;
    // Without a batch, a 1 in front is more often that of a sequence than a grey channel.
    const bool batch = input.dims.size() == 4;
    const auto channels = [&](int64_t dim) { return dim == 3 || dim == 4 || (dim == 1 && batch); };
    if (channels(dims[0]) || (dims[0] < 0 && !channels(dims[2])))
      return PictureSize{side(dims[2]), side(dims[1])};
    if (channels(dims[2])) return PictureSize{side(dims[1]), side(dims[0])};
  }
  return {};
}

}  // namespace sprint::verify
