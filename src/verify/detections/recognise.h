// Finds out by itself how a detector's outputs are to be read.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "sprint/session.h"
#include "sprint/tensor.h"
#include "verify/detections/coordinates.h"
#include "verify/detections/head.h"

namespace sprint::verify {

// A model, and what it gives on a few samples.
struct Outputs {
  const ir::Graph& graph;
  std::span<const TensorSpec> specs;
  std::span<const std::vector<Tensor>> examples;  // by sample; one tensor per spec; at least one
  bool takes_pictures = false;                    // whether an input is a picture
  PictureSize picture;                            // its size
};

struct Recognition {
  std::optional<Head> head;
  // With a head: one clause that says what was seen. Without: why the outputs, though they may be
  // boxes, are not taken for them, and what to do; empty where nothing speaks for boxes.
  std::string reason;
};

// Knows decoded heads:
//  - selected_indices [n, 3] of NonMaxSuppression, alone or with boxes (and scores);
//  - boxes, classes and scores of their own, fixed or varying in number, with or without a count
//    (torchvision, TensorFlow, MMDetection);
//  - rows [n, 6] and [n, 7] of box, score, class and picture in the usual orders;
//  - dense boxes [N, B, 4] with scores [N, B, C] or [N, C, B] (SSD, UltraFace, FCOS, DETR);
//  - dense rows [N, B, 5 + C] with objectness (YOLOv5) and columns [N, 4 + C, B] (YOLOv8).
// Declines rather than guesses.
Recognition recognise(const Outputs& outputs);

// The width and height of the first input that is a picture; nothing where none is. Open sizes are
// 0.
std::optional<PictureSize> picture_input(std::span<const TensorSpec> inputs);

}  // namespace sprint::verify
