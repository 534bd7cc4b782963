// Changes one member of JSON text and leaves all else, comments too, as it stands.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace sprint::watch {

// From a value to one in it: the key of an object or the index in a list.
using JsonStep = std::variant<std::string, size_t>;

// `text`, which is JSON as parse_located_json() takes it, with the member `key` of the object that
// `steps` lead to from the root set to `value`, which is JSON. What is missing on the way is made:
// objects of the keys. Throws Error where a step leads to no object or list.
std::string with_member(const std::string& text, std::span<const JsonStep> steps,
                        const std::string& key, std::string_view value);

}  // namespace sprint::watch
