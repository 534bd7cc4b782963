#include "quantize/notes.h"

#include <nlohmann/json.hpp>

namespace sprint::quantization {

void set_notes(ir::Model& model, const std::vector<std::string>& notes) {
  if (!notes.empty()) ir::set_metadata(model, kNotesKey, nlohmann::json(notes).dump());
}

std::vector<std::string> notes_of(const ir::Model& model) {
  const std::string* text = ir::find_metadata(model, kNotesKey);
  const nlohmann::json json =
      nlohmann::json::parse(text != nullptr ? *text : "[]", nullptr, /*allow_exceptions=*/false);
  std::vector<std::string> notes;
  if (!json.is_array()) return notes;
  for (const nlohmann::json& note : json) {
    if (note.is_string()) notes.push_back(note.get<std::string>());
  }
  return notes;
}

}  // namespace sprint::quantization
