#include "data/exif.h"

#include <cstring>
#include <optional>
#include <utility>

namespace sprint::data {
namespace {

constexpr uint16_t kOrientationTag = 0x0112;
constexpr uint16_t kShortType = 3;
constexpr size_t kEntrySize = 12;  // tag, type, count, value

// Reads numbers of the block's byte order; nothing past its end.
class TiffReader {
 public:
  explicit TiffReader(std::string_view bytes) : bytes_(bytes), big_(bytes.starts_with("MM")) {}

  std::optional<uint32_t> number(size_t offset, size_t size) const {
    if (offset > bytes_.size() || bytes_.size() - offset < size) return std::nullopt;
    uint32_t value = 0;
    for (size_t i = 0; i < size; ++i) {
      const auto byte = static_cast<unsigned char>(bytes_[offset + (big_ ? i : size - 1 - i)]);
      value = value << 8 | byte;
    }
    return value;
  }

 private:
  std::string_view bytes_;
  bool big_;
};

}  // namespace

int exif_orientation(std::string_view tiff) {
  if (!tiff.starts_with("II") && !tiff.starts_with("MM")) return 1;
  const TiffReader reader(tiff);
  const auto directory = reader.number(4, 4);
  if (reader.number(2, 2) != 42U || !directory) return 1;
  const size_t count = reader.number(*directory, 2).value_or(0);
  for (size_t entry = 0; entry < count; ++entry) {
    const size_t offset = *directory + 2 + entry * kEntrySize;
    if (reader.number(offset, 2) != kOrientationTag) continue;
    const uint32_t value = reader.number(offset + 8, 2).value_or(1);
    const bool valid = reader.number(offset + 2, 2) == kShortType && value >= 1 && value <= 8;
    return valid ? static_cast<int>(value) : 1;
  }
  return 1;
}

Image orient(Image image, int orientation) {
  if (orientation == 1) return image;
  const bool transposed = orientation >= 5;
  const bool from_right =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_bottom =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Image upright{image.width, image.height, std::vector<uint8_t>(image.pixels.size())};
  if (transposed) std::swap(upright.width, upright.height);
  uint8_t* target = upright.pixels.data();
  for (int y = 0; y < upright.height; ++y) {
    for (int x = 0; x < upright.width; ++x, target += 3) {
      int from_x = transposed ? y : x;
      int from_y = transposed ? x : y;
      if (from_right) from_x = image.width - 1 - from_x;
      if (from_bottom) from_y = image.height - 1 - from_y;
      const size_t from = static_cast<size_t>(from_y) * image.width + from_x;
      std::memcpy(target, image.pixels.data() + from * 3, 3);
    }
  }
  return upright;
}

}  // namespace sprint::data
