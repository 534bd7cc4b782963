#include "ir/model.h"

#include <algorithm>

namespace sprint::ir {
namespace {

// Before this IR version a model need not import operator sets: it uses version 1 of ai.onnx.
constexpr int64_t kFirstWithImports = 3;

std::string_view canonical(std::string_view domain) { return domain == "ai.onnx" ? "" : domain; }

template <typename Model>
auto find_opset(Model& model, std::string_view domain) {
  return std::find_if(model.opsets.begin(), model.opsets.end(), [&](const OpsetImport& import) {
    return canonical(import.domain) == canonical(domain);
  });
}

template <typename Model>
auto find_entry(Model& model, std::string_view key) {
  return std::find_if(model.metadata.begin(), model.metadata.end(),
                      [&](const Metadata& entry) { return entry.key == key; });
}

}  // namespace

int64_t opset_version(const Model& model, std::string_view domain) {
  const auto found = find_opset(model, domain);
  if (found != model.opsets.end()) return found->version;
  const bool implied = model.opsets.empty() && model.ir_version < kFirstWithImports;
  return implied && canonical(domain).empty() ? 1 : 0;
}

void set_opset_version(Model& model, std::string_view domain, int64_t version) {
  const auto found = find_opset(model, domain);
  if (found == model.opsets.end()) {
    model.opsets.push_back({std::string(canonical(domain)), version, {}});
    return;
  }
  found->version = version;
  model.opsets.erase(std::remove_if(found + 1, model.opsets.end(),
                                    [&](const OpsetImport& import) {
                                      return canonical(import.domain) == canonical(domain);
                                    }),
                     model.opsets.end());
}

const std::string* find_metadata(const Model& model, std::string_view key) {
  const auto found = find_entry(model, key);
  return found != model.metadata.end() ? &found->value : nullptr;
}

void set_metadata(Model& model, std::string_view key, std::string value) {
  const auto found = find_entry(model, key);
  if (found != model.metadata.end()) {
    found->value = std::move(value);
  } else {
    model.metadata.push_back({std::string(key), std::move(value)});
  }
}

}  // namespace sprint::ir
