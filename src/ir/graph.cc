#include "ir/graph.h"

#include <algorithm>

namespace sprint::ir {
namespace {

auto named(std::string_view name) {
  return [name](const Attribute& attribute) { return attribute.name() == name; };
}

}  // namespace

const Attribute* Node::find(std::string_view attribute) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(), named(attribute));
  return found != attributes.end() ? &*found : nullptr;
}

void Node::set(Attribute attribute) {
  const auto found = std::find_if(attributes.begin(), attributes.end(), named(attribute.name()));
  if (found != attributes.end()) {
    *found = std::move(attribute);
  } else {
    attributes.push_back(std::move(attribute));
  }
}

void Node::erase(std::string_view attribute) { std::erase_if(attributes, named(attribute)); }

}  // namespace sprint::ir
