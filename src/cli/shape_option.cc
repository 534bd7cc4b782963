#include "cli/shape_option.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"

namespace sprint::cli {
namespace {

// "1,3,224,224" of `option`, the whole text.
std::vector<int64_t> parse_dims(const std::string& text, const std::string& option) {
  std::vector<int64_t> dims;
  for (size_t start = 0; start <= text.size();) {
    const size_t comma = std::min(text.find(',', start), text.size());
    int64_t dim = 0;
    const auto [end, error] = std::from_chars(text.data() + start, text.data() + comma, dim);
    if (error != std::errc() || end != text.data() + comma || dim < 1)
      fail_usage("--shape: expected NAME=N,N,... with numbers from 1, got '{}'", option);
    dims.push_back(dim);
    start = comma + 1;
  }
  return dims;
}

}  // namespace

void ShapeOption::declare(CLI::App& app, const std::string& otherwise) {
  const auto take = [this](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      const size_t equals = text.rfind('=');
      if (equals == std::string::npos) fail_usage("--shape: expected NAME=N,N,..., got '{}'", text);
      const auto dims = parse_dims(text.substr(equals + 1), text);
      if (!shapes.emplace(text.substr(0, equals), dims).second)
        fail_usage("--shape: '{}' is given twice", text.substr(0, equals));
    }
  };
  app.add_option_function<std::vector<std::string>>(
         "--shape", take,
         "NAME=N,N,...: shape of an input that the model leaves open (default: " + otherwise + ")")
      ->type_name("SHAPE");
}

session::InputShapes ShapeOption::of(const std::vector<TensorSpec>& inputs) const {
  session::InputShapes own;
  for (const TensorSpec& input : inputs) {
    const auto found = shapes.find(input.name);
    if (found == shapes.end()) continue;
    session::check_shape(input, found->second);
    own.insert(*found);
  }
  return own;
}

void ShapeOption::check_names(std::span<const std::vector<TensorSpec>> inputs) const {
  for (const auto& shape : shapes) {
    const std::string& name = shape.first;
    const bool known = std::ranges::any_of(inputs, [&](const std::vector<TensorSpec>& specs) {
      return std::ranges::find(specs, name, &TensorSpec::name) != specs.end();
    });
    if (!known) fail_usage("--shape: no model has an input '{}'", name);
  }
}

}  // namespace sprint::cli
