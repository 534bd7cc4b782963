#include "data/npy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/mapped_file.h"

namespace sprint {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr size_t kAlignment = 64;  // the array starts at a multiple of it

struct TypeCode {
  std::string_view code;  // kind and bytes per element, as in 'descr'
  DType dtype;
};

constexpr std::array<TypeCode, 14> kTypeCodes{{
    {"f4", DType::float32},
    {"f2", DType::float16},
    {"f8", DType::float64},
    {"u1", DType::uint8},
    {"i1", DType::int8},
    {"u2", DType::uint16},
    {"i2", DType::int16},
    {"u4", DType::uint32},
    {"i4", DType::int32},
    {"u8", DType::uint64},
    {"i8", DType::int64},
    {"b1", DType::boolean},
    {"c8", DType::complex64},
    {"c16", DType::complex128},
}};

// 'descr': a byte order, then a type code: "<f4", "|u1".
DType dtype_of_descr(std::string_view descr) {
  if (descr.empty()) fail("its 'descr' is empty");
  const auto* type = std::find_if(kTypeCodes.begin(), kTypeCodes.end(), [&](const TypeCode& entry) {
    return entry.code == descr.substr(1);
  });
  if (type == kTypeCodes.end()) {
    fail("elements of type '{}' are not supported; expected numbers such as '<f4' or '|u1'", descr);
  }
  if (descr[0] == '>' && dtype_bits(type->dtype) > 8) {
    fail("its elements '{}' are big-endian; save the array as little-endian ('<{}')", descr,
         type->code);
  }
  if (std::string_view("<|=>").find(descr[0]) == std::string_view::npos) {
    fail("the byte order of elements '{}' is not known", descr);
  }
  return type->dtype;
}

std::string descr_of(DType dtype) {
  const auto* type = std::find_if(kTypeCodes.begin(), kTypeCodes.end(),
                                  [&](const TypeCode& entry) { return entry.dtype == dtype; });
  if (type == kTypeCodes.end()) {
    fail("NumPy has no type for elements of type {}", dtype_name(dtype));
  }
  return fmt::format("{}{}", dtype_bits(dtype) > 8 ? '<' : '|', type->code);
}

struct Header {
  std::optional<DType> dtype;
  std::optional<bool> fortran_order;
  std::optional<std::vector<int64_t>> dims;
};

// Reads the header: a Python dictionary such as
// {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }.
class HeaderParser {
 public:
  explicit HeaderParser(std::string_view text) : text_(text) {}

  Header parse() {
    Header header;
    expect('{');
    while (!accept('}')) {
      read_entry(header);
      if (accept(',')) continue;
      expect('}');
      break;
    }
    skip_spaces();
    if (!text_.empty()) fail_header("text after the closing brace");
    if (!header.dtype || !header.fortran_order || !header.dims) {
      fail_header("one of 'descr', 'fortran_order' and 'shape' is missing");
    }
    return header;
  }

 private:
  [[noreturn]] static void fail_header(std::string_view why) {
    fail("its header is damaged: {}", why);
  }

  void skip_spaces() {
    text_.remove_prefix(std::min(text_.find_first_not_of(" \t\r\n"), text_.size()));
  }

  bool accept(char symbol) {
    skip_spaces();
    if (text_.empty() || text_.front() != symbol) return false;
    text_.remove_prefix(1);
    return true;
  }

  void expect(char symbol) {
    if (!accept(symbol)) fail_header(fmt::format("expected '{}' before '{}'", symbol, rest()));
  }

  std::string_view rest() const { return text_.substr(0, 20); }

  std::string_view read_string() {
    skip_spaces();
    if (text_.starts_with('[')) fail("arrays of records are not supported");
    const char quote = text_.starts_with('"') ? '"' : '\'';
    expect(quote);
    const size_t end = text_.find(quote);
    if (end == std::string_view::npos) fail_header("a string does not end");
    const std::string_view value = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    return value;
  }

  bool read_bool() {
    skip_spaces();
    for (const bool value : {true, false}) {
      const std::string_view word = value ? "True" : "False";
      if (!text_.starts_with(word)) continue;
      text_.remove_prefix(word.size());
      return value;
    }
    fail_header("'fortran_order' is neither True nor False");
  }

  int64_t read_number() {
    skip_spaces();
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (error != std::errc()) fail_header(fmt::format("expected a number before '{}'", rest()));
    text_.remove_prefix(static_cast<size_t>(end - text_.data()));
    return value;
  }

  std::vector<int64_t> read_tuple() {
    std::vector<int64_t> values;
    expect('(');
    while (!accept(')')) {
      values.push_back(read_number());
      if (accept(',')) continue;
      expect(')');
      break;
    }
    return values;
  }

  void read_entry(Header& header) {
    const std::string_view key = read_string();
    expect(':');
    if (key == "descr") {
      header.dtype = dtype_of_descr(read_string());
    } else if (key == "fortran_order") {
      header.fortran_order = read_bool();
    } else if (key == "shape") {
      header.dims = read_tuple();
    } else {
      fail_header(fmt::format("the key '{}' is not known", key));
    }
  }

  std::string_view text_;
};

// The header's text, taken off the front of `bytes`: magic, version, and a length of 2 bytes
// (version 1) or 4 bytes (versions 2 and 3), little-endian.
std::string_view take_header(std::string_view& bytes) {
  if (!bytes.starts_with(kMagic)) fail("is not a .npy file");
  const std::string_view rest = bytes.substr(kMagic.size());
  if (rest.size() < 2) fail("is cut short in its header");
  const auto byte = [&](size_t index) {
    return static_cast<size_t>(static_cast<unsigned char>(rest[index]));
  };
  const size_t version = byte(0);
  if (version < 1 || version > 3) {
    fail("is of .npy format version {}; versions 1 to 3 are supported", version);
  }
  const size_t start = version == 1 ? 4 : 6;
  if (rest.size() < start) fail("is cut short in its header");
  size_t length = byte(2) | byte(3) << 8;
  if (version > 1) length |= byte(4) << 16 | byte(5) << 24;
  if (rest.size() - start < length) fail("is cut short in its header");
  bytes = rest.substr(start + length);
  return rest.substr(start, length);
}

// Copies elements of `size` bytes from Fortran order (first index fastest) to C order (last index
// fastest).
void copy_from_fortran_order(const char* source, const std::vector<int64_t>& dims, size_t size,
                             std::span<std::byte> target) {
  std::vector<int64_t> index(dims.size(), 0);
  for (size_t to = 0; to < target.size(); to += size) {
    size_t from = 0;
    for (size_t axis = dims.size(); axis-- > 0;) {
      from = from * static_cast<size_t>(dims[axis]) + static_cast<size_t>(index[axis]);
    }
    std::memcpy(target.data() + to, source + from * size, size);
    for (size_t axis = dims.size(); axis-- > 0 && ++index[axis] == dims[axis];) index[axis] = 0;
  }
}

std::string header_text(const Tensor& tensor) {
  std::string shape;
  for (const int64_t dim : tensor.dims) shape += fmt::format("{}, ", dim);
  if (tensor.dims.size() > 1) shape.resize(shape.size() - 2);
  if (tensor.dims.size() == 1) shape.resize(shape.size() - 1);
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}",
                                 descr_of(tensor.dtype), shape);
  const size_t before = kMagic.size() + 4;
  text.resize((before + text.size() + kAlignment) / kAlignment * kAlignment - before - 1, ' ');
  return text + '\n';
}

}  // namespace

Tensor parse_npy(std::string_view bytes) {
  const Header header = HeaderParser(take_header(bytes)).parse();
  const size_t expected = byte_size(*header.dtype, element_count(*header.dims));
  if (bytes.size() != expected) {
    fail("an array of {} {} takes {} bytes, but the file holds {}", dims_text(*header.dims),
         dtype_name(*header.dtype), expected, bytes.size());
  }
  Tensor tensor(*header.dtype, *header.dims);
  const auto size = static_cast<size_t>(dtype_bits(tensor.dtype) / 8);
  if (*header.fortran_order && tensor.dims.size() > 1) {
    copy_from_fortran_order(bytes.data(), tensor.dims, size, tensor.data);
  } else if (!tensor.data.empty()) {
    std::memcpy(tensor.data.data(), bytes.data(), tensor.data.size());
  }
  return tensor;
}

Tensor load_npy(const std::string& path) {
  const Bytes file = map_file(path);
  return with_context(path, [&] { return parse_npy(file.text()); });
}

void save_npy(const std::string& path, const Tensor& tensor) {
  const std::string header = with_context(path, [&] { return header_text(tensor); });
  AtomicFile file(path);
  file.write(kMagic);
  const std::array<char, 4> version_and_length{1, 0, static_cast<char>(header.size() & 0xff),
                                               static_cast<char>(header.size() >> 8)};
  file.write(version_and_length.data(), version_and_length.size());
  file.write(header);
  file.write(tensor.data.data(), tensor.data.size());
  file.commit();
}

}  // namespace sprint
