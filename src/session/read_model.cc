#include "session/read_model.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "base/error.h"
#include "load/load.h"

namespace sprint::session {
namespace {

std::vector<char> read_file(const std::string& path) {
  std::error_code error;
  const auto type = std::filesystem::status(path, error).type();
  if (type == std::filesystem::file_type::not_found) fail("{}: no such file", path);
  if (type != std::filesystem::file_type::regular) fail("{}: is not a regular file", path);
  std::ifstream file(path, std::ios::binary);
  std::vector<char> bytes(std::istreambuf_iterator<char>(file), {});
  if (!file) fail("{}: cannot be read", path);
  return bytes;
}

}  // namespace

Model read_model(const std::string& path) {
  return Model(std::make_shared<const ir::Model>(parse_model(Bytes::own(read_file(path)), path)));
}

}  // namespace sprint::session
