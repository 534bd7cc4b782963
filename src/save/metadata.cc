#include "save/metadata.h"

#include "onnx/fields.h"

namespace sprint {

void add_entries(uint32_t number, const std::vector<ir::Metadata>& entries,
                 onnx::FieldWriter& writer) {
  for (const ir::Metadata& entry : entries) {
    onnx::FieldWriter message;
    message.add_text(onnx::EntryField::key, entry.key);
    message.add_text(onnx::EntryField::value, entry.value);
    writer.add_message(number, message.finish());
  }
}

}  // namespace sprint
