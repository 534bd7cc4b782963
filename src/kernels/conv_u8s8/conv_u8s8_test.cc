#include "kernels/conv_u8s8/conv_u8s8.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>
#include <random>

#include "kernels/shortcut.h"

namespace sprint::kernels {
namespace {

using Random = std::mt19937;

int32_t pick(Random& random, int32_t low, int32_t high) {
  return std::uniform_int_distribution<int32_t>(low, high)(random);
}

float pick_float(Random& random, float low, float high) {
  return std::uniform_real_distribution<float>(low, high)(random);
}

// An image and its memory, kReadSlack included; gaps between pixels and rows are filled too.
template <typename T>
struct Picture {
  std::vector<T> memory;
  int32_t height, width, channels;
  ptrdiff_t row_stride, pixel_stride;

  Picture(int32_t h, int32_t w, int32_t c, int32_t pixel_gap, int32_t row_gap)
      : height(h),
        width(w),
        channels(c),
        row_stride(ptrdiff_t{w} * (c + pixel_gap) + row_gap),
        pixel_stride(c + pixel_gap) {
    memory.assign(static_cast<size_t>(row_stride * h) + kReadSlack, T{});
  }
  void randomize(Random& random) {
    for (T& element : memory) element = static_cast<T>(pick(random, 0, 255));
  }
  Image<T> view() { return {memory.data(), height, width, channels, row_stride, pixel_stride}; }
  Image<const T> const_view() const {
    return {memory.data(), height, width, channels, row_stride, pixel_stride};
  }
};

std::vector<const ConvU8S8Kernel*> kernels_here() {
  std::vector<const ConvU8S8Kernel*> found;
  for (const ConvU8S8Kernel& kernel : conv_u8s8_kernels()) {
    if (std::ranges::count(supported_isas(), kernel.isa) != 0) found.push_back(&kernel);
  }
  return found;
}

struct Case {
  ConvShape shape;
  int32_t height = 1, width = 1;  // of the output
  int32_t pixel_gap = 0, row_gap = 0, output_gap = 0;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  const ConvShape& s = c.shape;
  return out << s.in_channels << "->" << s.out_channels << " kernel " << s.kernel_height << 'x'
             << s.kernel_width << " stride " << s.stride_y << 'x' << s.stride_x << " dilation "
             << s.dilation_y << 'x' << s.dilation_x << " output " << c.height << 'x' << c.width
             << " gaps " << c.pixel_gap << ' ' << c.row_gap << ' ' << c.output_gap;
}

struct Problem {
  Case shape_case;
  Picture<uint8_t> input;
  std::vector<int8_t> weights;
  std::vector<int32_t> bias;
  int32_t zero_point = 0;
  PackedConvU8S8 packed;

  static Picture<uint8_t> input_of(const Case& c) {
    const ConvShape& s = c.shape;
    return {(c.height - 1) * s.stride_y + (s.kernel_height - 1) * s.dilation_y + 1,
            (c.width - 1) * s.stride_x + (s.kernel_width - 1) * s.dilation_x + 1, s.in_channels,
            c.pixel_gap, c.row_gap};
  }
  Problem(const Case& c, Random& random) : shape_case(c), input(input_of(c)) {
    input.randomize(random);
    weights.resize(static_cast<size_t>(c.shape.in_channels * c.shape.out_channels *
                                       c.shape.kernel_height * c.shape.kernel_width));
    for (int8_t& w : weights) w = static_cast<int8_t>(pick(random, -128, 127));
    if (pick(random, 0, 3) != 0) bias.resize(static_cast<size_t>(c.shape.out_channels));
    for (int32_t& b : bias) b = pick(random, -100000, 100000);
    zero_point = pick(random, 0, 255);
    pack();
  }
  void pack() {
    packed = pack_conv_u8s8(shape_case.shape, weights, bias, zero_point, shape_case.pixel_gap == 0);
  }
  template <typename T>
  Picture<T> output() const {
    return {shape_case.height, shape_case.width, shape_case.shape.out_channels,
            shape_case.output_gap, shape_case.output_gap};
  }

  // Runs call(kernel, image) for each kernel and expects all the same memory, gaps included.
  template <typename T, typename Call>
  Picture<T> expect_same(const Call& call) const {
    Picture<T> expected = output<T>();
    call(conv_u8s8_kernels().front(), expected.view());
    for (const ConvU8S8Kernel* kernel : kernels_here()) {
      Picture<T> actual = output<T>();
      call(*kernel, actual.view());
      const bool same = std::ranges::equal(actual.memory, expected.memory, [](T a, T b) {
        return std::bit_cast<std::array<std::byte, sizeof(T)>>(a) ==
               std::bit_cast<std::array<std::byte, sizeof(T)>>(b);
      });
      EXPECT_TRUE(same) << isa_name(kernel->isa) << ": " << shape_case;
    }
    return expected;
  }
};

// Of random scales that leave most results within 8 bits.
struct Stage {
  std::vector<float> multiplier, affine_multiplier, offset;
  Picture<uint8_t> residual_image;
  Residual residual;
  ChannelAffine affine;
  OutputStage stage;

  Stage(const Case& c, Random& random)
      : residual_image(c.height, c.width, c.shape.out_channels, c.output_gap, 3) {
    const float terms =
        static_cast<float>(c.shape.in_channels * c.shape.kernel_height * c.shape.kernel_width);
    for (int32_t i = 0; i < c.shape.out_channels; ++i) {
      multiplier.push_back(pick_float(random, 0.0F, 0.02F) / terms);
      affine_multiplier.push_back(pick_float(random, -2, 2));
      offset.push_back(pick_float(random, -100, 300));
    }
    for (auto* array : {&multiplier, &affine_multiplier, &offset}) {
      array->resize(array->size() + kReadSlack / sizeof(float));
    }
    residual_image.randomize(random);
    residual = {residual_image.const_view(), pick_float(random, 0, 2), pick_float(random, 0, 2),
                pick_float(random, -300, 300), pick(random, 0, 1) != 0};
    affine = {affine_multiplier.data(), offset.data()};
    stage = {multiplier.data(),
             pick(random, 0, 255),
             pick(random, 0, 20),
             pick(random, 150, 255),
             nullptr,
             nullptr};
  }
};

// Where a shortcut may be taken, it gives the same bytes.
void check_shortcuts(Problem problem, OutputStage stage) {
  const ConvShape& shape = problem.shape_case.shape;
  const bool is_small = shape.in_channels * shape.kernel_height * shape.kernel_width < 250;
  const auto run = [&] {
    return problem.expect_same<uint8_t>(
        [&](const ConvU8S8Kernel& kernel, const Image<uint8_t>& image) {
          kernel.to_u8(problem.packed, problem.input.const_view(), image, stage);
        });
  };
  stage.low = 0;
  stage.high = 255;
  for (const int32_t zero_point : {std::max(stage.zero_point, 1), 0}) {
    stage.zero_point = zero_point;
    stage.shortcut = Shortcut::none;
    const Picture<uint8_t> plain = run();
    stage.shortcut =
        shortcut_of(problem.packed.weights, problem.packed.bias, shape.out_channels, stage);
    ASSERT_NE(stage.shortcut, Shortcut::none);
    if (is_small) {
      EXPECT_EQ(stage.shortcut == Shortcut::rectified, zero_point == 0);
    }
    take(stage.shortcut, problem.packed.bias);
    EXPECT_EQ(run().memory, plain.memory);
  }
}

void check(const Case& c, Random& random) {
  const Problem problem(c, random);
  Stage stage(c, random);
  const auto input = problem.input.const_view();
  const auto to_u8 = [&](const ConvU8S8Kernel& kernel, const Image<uint8_t>& image) {
    kernel.to_u8(problem.packed, input, image, stage.stage);
  };
  problem.expect_same<uint8_t>(to_u8);
  check_shortcuts(problem, stage.stage);
  stage.stage.residual = &stage.residual;
  problem.expect_same<uint8_t>(to_u8);
  stage.stage.residual = nullptr;
  stage.stage.affine = &stage.affine;
  problem.expect_same<uint8_t>(to_u8);
  problem.expect_same<int32_t>([&](const ConvU8S8Kernel& kernel, const Image<int32_t>& image) {
    kernel.to_int(problem.packed, input, image);
  });
  for (const float* offset : {static_cast<const float*>(nullptr), stage.affine.offset}) {
    problem.expect_same<float>([&](const ConvU8S8Kernel& kernel, const Image<float>& image) {
      kernel.to_float(problem.packed, input, image, stage.stage.multiplier, offset);
    });
  }
}

Case random_case(Random& random) {
  Case c;
  ConvShape& s = c.shape;
  s.in_channels = pick(random, 1, pick(random, 1, 40));
  s.out_channels = pick(random, 1, pick(random, 1, 150));
  s.kernel_height = pick(random, 1, pick(random, 1, 7));
  s.kernel_width = pick(random, 1, pick(random, 1, 7));
  s.stride_y = pick(random, 1, 3);
  s.stride_x = pick(random, 1, 3);
  s.dilation_y = pick(random, 1, 3);
  s.dilation_x = pick(random, 0, 1) != 0 ? 1 : pick(random, 2, 3);
  c.height = pick(random, 1, 6);
  c.width = pick(random, 1, 9);
  c.pixel_gap = pick(random, 0, 1) * pick(random, 0, 20);
  c.row_gap = pick(random, 0, 1) * pick(random, 0, 20);
  c.output_gap = pick(random, 0, 1) * pick(random, 0, 20);
  return c;
}

TEST(ConvU8S8, AllKernelsAgreeOnRandomShapes) {
  Random random(1);
  for (int i = 0; i < 150; ++i) check(random_case(random), random);
}

TEST(ConvU8S8, AllKernelsAgreeOnEveryTileOfPixelsAndChannels) {
  Random random(2);
  for (int32_t out = 1; out <= 161; out += 8) {
    for (int32_t width = 1; width <= 25; ++width) {
      check({{5, out, 1, 1, 1, 1, 1, 1}, 1, width, 0, 0, 0}, random);
    }
  }
}

// Straight from the definition, without packing.
TEST(ConvU8S8, TheReferenceComputesTheDefinition) {
  Random random(3);
  for (int i = 0; i < 40; ++i) {
    const Case c = random_case(random);
    const ConvShape& s = c.shape;
    Problem problem(c, random);
    const auto input = problem.input.const_view();
    Picture<int32_t> actual = problem.output<int32_t>();
    conv_u8s8_kernels().front().to_int(problem.packed, input, actual.view());
    const auto out = actual.view();
    for (int32_t y = 0; y < c.height; ++y) {
      for (int32_t x = 0; x < c.width; ++x) {
        for (int32_t o = 0; o < s.out_channels; ++o) {
          int32_t sum = problem.bias.empty() ? 0 : problem.bias[static_cast<size_t>(o)];
          const int8_t* w =
              problem.weights.data() + o * s.in_channels * s.kernel_height * s.kernel_width;
          for (int32_t k = 0; k < s.in_channels; ++k) {
            for (int32_t a = 0; a < s.kernel_height; ++a) {
              for (int32_t b = 0; b < s.kernel_width; ++b) {
                const int32_t value =
                    input.data[(y * s.stride_y + a * s.dilation_y) * input.row_stride +
                               (x * s.stride_x + b * s.dilation_x) * input.pixel_stride + k];
                sum += (value - problem.zero_point) * *w++;
              }
            }
          }
          ASSERT_EQ(out.data[y * out.row_stride + x * out.pixel_stride + o], sum) << c;
        }
      }
    }
  }
}

TEST(ConvU8S8, TheLargestProductsAreExact) {
  Random random(4);
  const Case c{{67, 37, 3, 3, 1, 1, 1, 1}, 3, 7, 0, 0, 0};
  for (const int8_t weight : {int8_t{-128}, int8_t{127}}) {
    Problem problem(c, random);
    std::ranges::fill(problem.input.memory, uint8_t{255});
    std::ranges::fill(problem.weights, weight);
    problem.bias.clear();
    problem.zero_point = 0;
    problem.pack();
    const auto sums = problem.expect_same<int32_t>(
        [&](const ConvU8S8Kernel& kernel, const Image<int32_t>& image) {
          kernel.to_int(problem.packed, problem.input.const_view(), image);
        });
    EXPECT_EQ(sums.memory.front(), 255 * weight * 67 * 9);
  }
}

// A 1x1 convolution of one channel whose sums are `sums`: the weights are 0.
Picture<uint8_t> requantized(const std::vector<int32_t>& sums, OutputStage stage,
                             float multiplier) {
  Random random(5);
  const auto channels = static_cast<int32_t>(sums.size());
  Problem problem({{1, channels, 1, 1, 1, 1, 1, 1}, 2, 2, 0, 0, 0}, random);
  std::ranges::fill(problem.weights, int8_t{0});
  problem.bias = sums;
  problem.pack();
  take(stage.shortcut, problem.packed.bias);
  const std::vector<float> multipliers(sums.size() + kReadSlack, multiplier);
  stage.multiplier = multipliers.data();
  return problem.expect_same<uint8_t>(
      [&](const ConvU8S8Kernel& kernel, const Image<uint8_t>& image) {
        kernel.to_u8(problem.packed, problem.input.const_view(), image, stage);
      });
}

std::vector<uint8_t> first_bytes(const Picture<uint8_t>& picture, size_t count) {
  return {picture.memory.begin(), picture.memory.begin() + static_cast<ptrdiff_t>(count)};
}

TEST(ConvU8S8, TiesRoundToEven) {
  const std::vector<int32_t> sums = {-5, -3, -1, 0, 1, 3, 5, 7};
  const std::vector<uint8_t> around_10 = {8, 8, 10, 10, 10, 12, 12, 14},
                             around_11 = {9, 9, 11, 11, 11, 13, 13, 15};
  OutputStage stage;
  stage.zero_point = 11;
  EXPECT_EQ(first_bytes(requantized(sums, stage, 0.5F), sums.size()), around_11);
  stage.zero_point = 10;
  EXPECT_EQ(first_bytes(requantized(sums, stage, 0.5F), sums.size()), around_10);
  stage.shortcut = Shortcut::simple;
  EXPECT_EQ(first_bytes(requantized(sums, stage, 0.5F), sums.size()), around_10);
  stage.zero_point = 11;
  EXPECT_EQ(first_bytes(requantized(sums, stage, 0.5F), sums.size()), around_11);
  stage.zero_point = 0;
  stage.shortcut = Shortcut::rectified;
  EXPECT_EQ(first_bytes(requantized(sums, stage, 0.5F), sums.size()),
            (std::vector<uint8_t>{0, 0, 0, 0, 0, 2, 2, 4}));
}

// Products that are ties only once they are rounded to float.
TEST(ConvU8S8, TheProductIsRoundedToFloatFirst) {
  OutputStage stage;
  for (const Shortcut shortcut : {Shortcut::none, Shortcut::simple, Shortcut::rectified}) {
    stage.shortcut = shortcut;
    EXPECT_EQ(requantized({3098}, stage, 0x1.cec00ap-6F).memory[0], 88);    // 87.49999833
    EXPECT_EQ(requantized({25092}, stage, 0x1.1b6226p-8F).memory[0], 108);  // 108.50000123
    EXPECT_EQ(requantized({2073}, stage, 0x1.1e80aep-5F).memory[0], 72);    // 72.50000047
  }
}

TEST(ConvU8S8, ShortcutsSaturate) {
  constexpr int32_t kSimple = 1 << 30, kRectified = (1 << 23) - 1;
  const std::vector<int32_t> sums = {-kSimple, -40000, -300, -1, 0, 1, 300, 40000, kSimple};
  const auto with = [](OutputStage stage, Shortcut shortcut, std::vector<int32_t> all) {
    stage.shortcut = shortcut;
    return first_bytes(requantized(all, stage, 1.0F), all.size());
  };
  OutputStage stage;
  for (const int32_t zero_point : {0, 1, 128, 255}) {
    stage.zero_point = zero_point;
    const auto plain = with(stage, Shortcut::none, sums);
    EXPECT_EQ(with(stage, Shortcut::simple, sums), plain);
    EXPECT_EQ(plain.front(), 0);
    EXPECT_EQ(plain[4], zero_point);
    EXPECT_EQ(plain.back(), 255);
  }
  const std::vector<int32_t> below = {-kFloatSum, -kSimple,   -kRectified, -300,      -1,
                                      0,          kRectified, 300,         kRectified};
  stage.zero_point = 0;
  EXPECT_EQ(with(stage, Shortcut::rectified, below), with(stage, Shortcut::none, below));
}

// Every sum that has a result of its own, and around the ends of a float's powers of two.
TEST(ConvU8S8, RectifiedStagesRoundEverySumAsOthersDo) {
  Random random(6);
  for (int i = 0; i < 20; ++i) {
    const float multiplier = std::exp2(pick_float(random, -15, 1));
    const auto last = std::min<int32_t>((1 << 23) - 1, static_cast<int32_t>(260 / multiplier));
    for (int32_t first = -1000; first <= last; first += 1000) {
      std::vector<int32_t> sums(1000);
      std::iota(sums.begin(), sums.end(), first);
      OutputStage stage;
      const auto plain = first_bytes(requantized(sums, stage, multiplier), sums.size());
      stage.shortcut = Shortcut::rectified;
      ASSERT_EQ(first_bytes(requantized(sums, stage, multiplier), sums.size()), plain);
    }
  }
}

TEST(ConvU8S8, HugeSumsSaturate) {
  constexpr int32_t kMax = 2147483647, kMin = -kMax - 1;
  OutputStage stage;
  stage.zero_point = 128;
  stage.low = 3;
  stage.high = 250;
  for (const float multiplier : {1.0F, 0.99999F, 1e20F, 1e38F, 1e-7F}) {
    const auto q =
        requantized({kMin, kMin + 1, -1000000, 0, 1000000, kMax - 1, kMax}, stage, multiplier);
    if (multiplier < 0.5F) continue;
    EXPECT_EQ(std::vector<uint8_t>(q.memory.begin(), q.memory.begin() + 7),
              (std::vector<uint8_t>{3, 3, 3, 128, 250, 250, 250}));
  }
}

TEST(ConvU8S8, HugeSumsSaturateBeforeASecondStage) {
  constexpr int32_t kMax = 2147483647, kMin = -kMax - 1;
  const std::vector<int32_t> sums = {kMin, -16777216, -12582912, -8388609, -4194305, -1,  0,
                                     1,    4194303,   8388609,   12582912, 16777216, kMax};
  const std::vector<float> slopes(sums.size() + kReadSlack, 1.0F), offsets(slopes.size(), 2.0F),
      steep(slopes.size(), -63.0F);
  OutputStage stage;
  stage.zero_point = 128;
  stage.low = 3;
  stage.high = 250;
  Picture<uint8_t> image(2, 2, static_cast<int32_t>(sums.size()), 0, 0);
  std::ranges::fill(image.memory, uint8_t{200});
  const Residual residual{image.const_view(), 40.0F, -20.0F, 1000.0F, false};
  for (const float multiplier : {1.0F, 0.75F, 1e20F, 1e-7F}) {
    const ChannelAffine affine{slopes.data(), offsets.data()};
    const ChannelAffine steep_affine{steep.data(), offsets.data()};
    OutputStage second = stage;
    second.affine = &affine;
    const auto q = requantized(sums, second, multiplier);
    if (multiplier > 0.5F) {
      EXPECT_EQ(q.memory[0], 5);
      EXPECT_EQ(q.memory[6], 130);
      EXPECT_EQ(q.memory[12], 252);
    }
    second.affine = &steep_affine;
    requantized(sums, second, multiplier);
    second.affine = nullptr;
    second.residual = &residual;
    requantized(sums, second, multiplier);
  }
}

// Of two orders of additions one gives 12.5, the other the next float.
TEST(ConvU8S8, ResidualsKeepTheOrderOfTheirOperands) {
  Picture<uint8_t> image(2, 2, 1, 0, 0);
  std::ranges::fill(image.memory, uint8_t{4});
  Residual residual{image.const_view(), 0x1.2f29a6p+0F, 0x1.be60aep+0F, -0x1.77ccb4p+6F, false};
  OutputStage stage;
  stage.residual = &residual;
  EXPECT_EQ(requantized({84}, stage, 1.0F).memory[0], 12);
  residual.own_is_second = true;
  EXPECT_EQ(requantized({84}, stage, 1.0F).memory[0], 13);
}

// By the formulas in output_stage.h, done by hand.
TEST(ConvU8S8, SecondStagesComputeTheirFormulas) {
  const std::vector<int32_t> sums = {0, 10, 100, 255};
  OutputStage stage;
  Picture<uint8_t> image(2, 2, static_cast<int32_t>(sums.size()), 0, 0);
  for (size_t i = 0; i < image.memory.size(); ++i) image.memory[i] = i % 4 == 2 ? 7 : 200;
  const Residual residual{image.const_view(), 0.5F, 0.25F, -30.0F, false};
  stage.residual = &residual;
  // 0 + 50 - 30, 5 + 50 - 30, 50 + 1.75 - 30, 127.5 + 50 - 30
  EXPECT_EQ(first_bytes(requantized(sums, stage, 1.0F), 4),
            (std::vector<uint8_t>{20, 25, 22, 148}));
  const std::vector<float> slopes(sums.size() + kReadSlack, -1.5F), offsets(slopes.size(), 200.5F);
  const ChannelAffine affine{slopes.data(), offsets.data()};
  stage.residual = nullptr;
  stage.affine = &affine;
  // 200.5, 185.5, 50.5, -182
  EXPECT_EQ(first_bytes(requantized(sums, stage, 1.0F), 4),
            (std::vector<uint8_t>{200, 186, 50, 0}));
}

TEST(ConvU8S8, ANearerKernelIsChosen) {
  EXPECT_EQ(conv_u8s8_kernel(Isa::baseline).isa, Isa::baseline);
  for (const ConvU8S8Kernel& kernel : conv_u8s8_kernels()) {
    EXPECT_EQ(conv_u8s8_kernel(kernel.isa).isa, kernel.isa);
  }
}

}  // namespace
}  // namespace sprint::kernels
