// What the user should know about a quantized model: what stayed float and why, what lost codes.
#pragma once

#include <string>
#include <vector>

#include "ir/model.h"

namespace sprint::quantization {

// The metadata key under which a quantized model keeps them: a JSON array of strings. Without
// notes, there is none.
constexpr const char* kNotesKey = "sprint.quantize.notes";

void set_notes(ir::Model& model, const std::vector<std::string>& notes);
// Empty where the model has none, or something else under the key.
std::vector<std::string> notes_of(const ir::Model& model);

}  // namespace sprint::quantization
