// Maps of two models, small enough for a report.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "sprint/quality.h"

namespace sprint::verify {

// Height and width of a map within a tensor: its two axes above 1 that are no channels.
struct MapSize {
  size_t height = 0, width = 0;
};

// What a cell of a map of `size` shows, for the base and the candidate.
using Cell = std::function<uint8_t(size_t row, size_t column)>;

// The map at most 256 cells wide and high: every k-th cell of larger ones.
MapView make_map(MapSize size, bool classes, const Cell& base, const Cell& candidate);

// Probabilities of one map per sample ([1, 1, H, W], [1, H, W, 1], [1, H, W]) as 0..255; nothing
// for other shapes.
std::optional<MapView> probability_view(std::span<const int64_t> dims, std::span<const float> base,
                                        std::span<const float> candidate);

}  // namespace sprint::verify
