#include "kernels/convert/convert.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace sprint::kernels {
namespace {

// Multiples of half the scale, which are ties, any others, and what does not fit.
std::vector<float> random_floats(size_t count, float scale) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> any(-300, 300);
  std::uniform_int_distribution<int> half(-600, 600);
  const float odd[] = {std::numeric_limits<float>::quiet_NaN(), 1e30F, -1e30F,
                       std::numeric_limits<float>::infinity(),  3e9F,  -0.0F};
  std::vector<float> out(count);
  for (size_t i = 0; i < count; ++i) {
    out[i] = i % 2 == 0 ? any(random) * scale : static_cast<float>(half(random)) * 0.5F * scale;
    if (i % 17 == 5) out[i] = odd[i / 17 % 6];
  }
  return out;
}

template <typename T>
std::vector<T> random_words(size_t count) {
  std::mt19937 random(2);
  std::vector<T> out(count);
  for (T& value : out) value = static_cast<T>(random());
  return out;
}

// `run` gives what a kernel writes.
template <typename Run>
void expect_equal_kernels(const Run& run) {
  const auto expected = run(convert_kernels().front());
  for (const ConvertKernel& kernel : convert_kernels()) {
    if (std::ranges::count(supported_isas(), kernel.isa) == 0) continue;
    EXPECT_EQ(run(kernel), expected) << isa_name(kernel.isa);
  }
}

struct Size {
  int32_t height, width, channels;
  ptrdiff_t gap;          // behind pixels
  ptrdiff_t row_gap = 0;  // behind rows
  [[nodiscard]] ptrdiff_t pixel() const { return channels + gap; }
  [[nodiscard]] ptrdiff_t row() const { return width * pixel() + row_gap; }
  [[nodiscard]] size_t image() const { return static_cast<size_t>(height * row()) + kReadSlack; }
  [[nodiscard]] size_t planes() const { return static_cast<size_t>(height * width * channels); }
  template <typename T>
  Image<T> view(T* data) const {
    return {data, height, width, channels, row(), pixel()};
  }
};

template <typename Test>
void for_sizes(const Test& test) {
  for (int32_t width = 1; width <= 70; ++width) {
    for (int32_t channels : {1, 2, 3, 4, 5, 16, 17, 35}) {
      for (ptrdiff_t gap : {0, 1, 13}) {
        test(Size{2, width, channels, gap});
        test(Size{3, width, channels, gap, 7});
      }
    }
  }
  for (int32_t channels = 1; channels <= 70; ++channels) test(Size{3, 7, channels, 2});
}

TEST(ConvertTest, Quantize) {
  for (size_t count = 1; count < 140; ++count) {
    for (float scale : {1.0F, 0.25F, 0.0173F, 0.007843F, 1e-40F, 1e35F}) {
      const std::vector<float> in = random_floats(count, scale);
      for (int32_t zero : {0, 128, 255}) {
        expect_equal_kernels([&](const ConvertKernel& kernel) {
          std::vector<uint8_t> out(count + 64, 77);
          kernel.quantize(in.data(), out.data(), count, scale, zero);
          return out;
        });
      }
    }
  }
}

// The floats around those whose quotient is a tie, for scales at random and at both ends of a power
// of two.
TEST(ConvertTest, QuotientsAreThoseOfADivision) {
  std::mt19937 random(3);
  for (int i = 0; i < 500; ++i) {
    float scale = std::exp2(std::uniform_real_distribution<float>(-110, 110)(random));
    if (i % 5 == 0) scale = std::nextafter(std::exp2(std::floor(std::log2(scale))), 1e38F);
    if (i % 5 == 1) scale = std::nextafter(std::exp2(std::floor(std::log2(scale))), 0.0F);
    std::vector<float> in;
    for (int half = -511; half <= 511; ++half) {
      float x = static_cast<float>(half) * 0.5F * scale;
      for (int k = 0; k < 4; ++k) x = std::nextafter(x, -1e38F);
      for (int k = 0; k < 9; ++k, x = std::nextafter(x, 1e38F)) in.push_back(x);
    }
    for (const int32_t zero : {0, 101, 255}) {
      expect_equal_kernels([&](const ConvertKernel& kernel) {
        std::vector<uint8_t> out(in.size() + 64, 77);
        kernel.quantize(in.data(), out.data(), in.size(), scale, zero);
        return out;
      });
    }
  }
}

TEST(ConvertTest, Dequantize) {
  for (size_t count = 1; count < 140; ++count) {
    const auto in = random_words<uint8_t>(count);
    expect_equal_kernels([&](const ConvertKernel& kernel) {
      std::vector<float> out(count + 64, 77);
      kernel.dequantize(in.data(), out.data(), count, 0.0173F, 121);
      return out;
    });
  }
}

TEST(ConvertTest, QuantizePlanes) {
  for_sizes([](const Size& size) {
    for (const auto& [scale, zero] :
         {std::pair{0.0173F, 114}, {0.5F, 0}, {3.0F, 255}, {1e33F, 7}}) {
      const std::vector<float> in = random_floats(size.planes(), scale);
      expect_equal_kernels([&](const ConvertKernel& kernel) {
        std::vector<uint8_t> out(size.image(), 77);
        kernel.quantize_planes(in.data(), size.view(out.data()), scale, zero);
        return out;
      });
    }
  });
}

TEST(ConvertTest, FromPlanes) {
  for_sizes([](const Size& size) {
    const auto bytes = random_words<uint8_t>(size.planes());
    expect_equal_kernels([&](const ConvertKernel& kernel) {
      std::vector<uint8_t> out(size.image(), 77);
      kernel.from_planes_8(bytes.data(), size.view(out.data()));
      return out;
    });
    const auto words = random_words<uint32_t>(size.planes());
    expect_equal_kernels([&](const ConvertKernel& kernel) {
      std::vector<uint32_t> out(size.image(), 77);
      kernel.from_planes_32(words.data(), size.view(out.data()));
      return out;
    });
  });
}

TEST(ConvertTest, ToPlanes) {
  for_sizes([](const Size& size) {
    const auto bytes = random_words<uint8_t>(size.image());
    expect_equal_kernels([&](const ConvertKernel& kernel) {
      std::vector<uint8_t> out(size.planes() + 64, 77);
      kernel.to_planes_8(size.view(bytes.data()), out.data());
      return out;
    });
    const auto words = random_words<uint32_t>(size.image());
    expect_equal_kernels([&](const ConvertKernel& kernel) {
      std::vector<uint32_t> out(size.planes() + 64, 77);
      kernel.to_planes_32(size.view(words.data()), out.data());
      return out;
    });
  });
}

}  // namespace
}  // namespace sprint::kernels
