// NonMaxSuppression: for every class the boxes of highest score that overlap none chosen before.
#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "base/error.h"
#include "engine/lower/rules.h"

namespace sprint::engine {
namespace {

struct Box {
  float x_low, x_high, y_low, y_high;

  float area() const { return (x_high - x_low) * (y_high - y_low); }
};

// Corners (y, x, y, x) in any order; or center, width and height (x, y, width, height).
Box read_box(const float* box, bool centered) {
  if (centered) {
    const float x = box[2] / 2, y = box[3] / 2;
    return {box[0] - x, box[0] + x, box[1] - y, box[1] + y};
  }
  return {std::min(box[1], box[3]), std::max(box[1], box[3]), std::min(box[0], box[2]),
          std::max(box[0], box[2])};
}

// Intersection over union above the threshold; boxes without area overlap none.
bool overlap(const Box& a, const Box& b, float threshold) {
  const float width = std::min(a.x_high, b.x_high) - std::max(a.x_low, b.x_low);
  const float height = std::min(a.y_high, b.y_high) - std::max(a.y_low, b.y_low);
  if (!(width > 0) || !(height > 0)) return false;
  const float both = width * height, a_area = a.area(), b_area = b.area();
  const float either = a_area + b_area - both;
  return a_area > 0 && b_area > 0 && either > 0 && both / either > threshold;
}

struct Candidate {
  float score;
  int64_t box;
};

struct Suppression {
  int64_t batch = 0, classes = 0, boxes = 0, most = 0;  // most: per class
  bool centered = false;
  OperandId box_id = kNoOperand, score_id = kNoOperand, out = kNoOperand;
  OperandId overlap_id = kNoOperand, threshold_id = kNoOperand;  // kNoOperand: 0, none
  std::vector<Candidate> candidates;  // of one class, while the step works on it
  std::vector<Box> chosen;
};

// By score, of equal ones the first box. NaNs are none.
void find_candidates(Suppression& s, const float* scores, const float* threshold) {
  s.candidates.clear();
  for (int64_t i = 0; i < s.boxes; ++i) {
    const float score = scores[i];
    if (std::isnan(score) || (threshold != nullptr && !(score > *threshold))) continue;
    s.candidates.push_back({score, i});
  }
  std::ranges::sort(s.candidates, [](const Candidate& a, const Candidate& b) {
    return a.score > b.score || (a.score == b.score && a.box < b.box);
  });
}

// Appends [batch, class, box] for every box that is chosen.
int64_t* choose(Suppression& s, const float* boxes, float most_overlap, int64_t batch,
                int64_t of_class, int64_t* to) {
  s.chosen.clear();
  for (const Candidate& candidate : s.candidates) {
    if (static_cast<int64_t>(s.chosen.size()) == s.most) break;
    const Box box = read_box(boxes + candidate.box * 4, s.centered);
    const bool suppressed = std::ranges::any_of(
        s.chosen, [&](const Box& other) { return overlap(box, other, most_overlap); });
    if (suppressed) continue;
    s.chosen.push_back(box);
    for (const int64_t value : {batch, of_class, candidate.box}) *to++ = value;
  }
  return to;
}

void suppress(Suppression& s, const Memory& memory, OperandId extent) {
  const float* threshold =
      s.threshold_id == kNoOperand ? nullptr : memory.data<const float>(s.threshold_id);
  const float most_overlap =
      s.overlap_id == kNoOperand ? 0.0F : *memory.data<const float>(s.overlap_id);
  int64_t* const first = memory.data<int64_t>(s.out);
  int64_t* to = first;
  const float* scores = memory.data<const float>(s.score_id);
  for (int64_t n = 0; n < s.batch; ++n) {
    const float* boxes = memory.data<const float>(s.box_id) + n * s.boxes * 4;
    for (int64_t c = 0; c < s.classes; ++c, scores += s.boxes) {
      find_candidates(s, scores, threshold);
      to = choose(s, boxes, most_overlap, n, c, to);
    }
  }
  *memory.data<int64_t>(extent) = (to - first) / 3;
}

OperandId number(Lowering& plan, const ir::Node& node, size_t index) {
  if (node.input(index) == ir::kNoValue) return kNoOperand;
  const OperandId id = plan.plain(node.inputs[index]);
  if (plan[id].dtype != DType::float32 || plan[id].count() != 1) {
    fail("input {} must be one float32", index);
  }
  return id;
}

}  // namespace

// Inputs: boxes [batch][boxes][4], scores [batch][classes][boxes], most boxes per class, most
// overlap, least score.
void lower_non_max_suppression(Lowering& plan, const ir::Node& node) {
  const Operand boxes = plan.describe(node.inputs[0]), scores = plan.describe(node.inputs[1]);
  const bool fits = boxes.dims.size() == 3 && scores.dims.size() == 3 && boxes.dims[2] == 4 &&
                    boxes.dims[0] == scores.dims[0] && boxes.dims[1] == scores.dims[2];
  if (!fits || boxes.dtype != DType::float32 || scores.dtype != DType::float32) {
    fail("boxes {} of {} and scores {} of {} do not fit", dims_text(boxes.dims),
         dtype_name(boxes.dtype), dims_text(scores.dims), dtype_name(scores.dtype));
  }
  auto s = std::make_shared<Suppression>();
  s->batch = boxes.dims[0];
  s->boxes = boxes.dims[1];
  s->classes = scores.dims[1];
  if (node.input(2) != ir::kNoValue) {
    const std::vector<int64_t> most = plan.constant(node, 2).to_ints();
    if (most.size() != 1) fail("input 2 must be one number");
    s->most = std::clamp<int64_t>(most[0], 0, s->boxes);
  }
  s->centered = node.get<int64_t>("center_point_box", 0) != 0;
  s->box_id = plan.plain(node.inputs[0]);
  s->score_id = plan.plain(node.inputs[1]);
  s->overlap_id = number(plan, node, 3);
  s->threshold_id = number(plan, node, 4);
  s->candidates.reserve(static_cast<size_t>(s->boxes));
  s->chosen.reserve(static_cast<size_t>(s->most));
  s->out = plan.make_open(node.outputs[0], DType::int64, {s->batch * s->classes * s->most, 3}, 0);
  std::vector<OperandId> inputs{s->box_id, s->score_id};
  for (const OperandId id : {s->overlap_id, s->threshold_id}) {
    if (id != kNoOperand) inputs.push_back(id);
  }
  const OperandId extent = plan[s->out].extent;
  plan.add("NonMaxSuppression", inputs, {s->out, extent},
           [=](const Memory& memory) { suppress(*s, memory, extent); });
}

}  // namespace sprint::engine
