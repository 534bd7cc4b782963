// MaxPool over an instruction set's vectors `V`: V::Element, V::kLanes, load, store, store_some(p,
// v, count) of the first count < kLanes, lowest() and max(v, best), which is best where v is NaN.
// Where kHasNeighbours, max_of_neighbours(a, b, channels) takes pixels of `channels` lanes, of
// which has_neighbours(channels), two by two out of a and b, one behind the other. Compiled into
// every instruction set's file on its own.
#pragma once

#include "kernels/pool/window.h"

namespace sprint::kernels {
namespace {

// The largest of `rows` rows, element by element.
template <typename V, typename T = typename V::Element>
void max_of_rows(const T* first, int32_t rows, ptrdiff_t row_stride, ptrdiff_t count, T* out) {
  for (ptrdiff_t i = 0; i < count; i += V::kLanes) {
    auto best = V::lowest();
    for (int32_t r = 0; r < rows; ++r) best = V::max(V::load(first + r * row_stride + i), best);
    V::store(out + i, best);
  }
}

// The largest of the taps, channel by channel.
template <typename V, typename T = typename V::Element>
void max_of_taps(const Taps<T>& taps, int32_t channels, T* out) {
  for (int32_t c = 0; c < channels; c += V::kLanes) {
    auto best = V::lowest();
    taps.each(c, [&](const T* tap) { best = V::max(V::load(tap), best); });
    channels - c >= V::kLanes ? V::store(out + c, best)
                              : V::store_some(out + c, best, channels - c);
  }
}

// 2 x 2 windows that lie inside the image and share no pixel.
template <typename T>
bool has_squares_apart(const PoolShape& shape, const Image<const T>& input,
                       const Image<T>& output) {
  const bool squares = shape.kernel_height == 2 && shape.kernel_width == 2 &&
                       shape.dilation_y == 1 && shape.dilation_x == 1 && shape.stride_x >= 2;
  return squares && shape.pad_top == 0 && shape.pad_left == 0 &&
         (output.height - 1) * shape.stride_y + 2 <= input.height &&
         (output.width - 1) * shape.stride_x + 2 <= input.width;
}

// As many output pixels of a row as whole vectors give; returns their number. For pixels packed one
// behind the other, of half or a quarter of a vector, two columns apart.
template <typename V, typename T = typename V::Element>
int32_t max_of_packed_squares(const T* in, ptrdiff_t down, int32_t width, int32_t channels,
                              T* out) {
  const int32_t together = V::kLanes / channels;
  int32_t x = 0;
  for (; x + together <= width; x += together, in += 2 * V::kLanes, out += V::kLanes) {
    const auto first = V::max(V::load(in), V::load(in + down));
    const auto second = V::max(V::load(in + V::kLanes), V::load(in + V::kLanes + down));
    V::store(out, V::max_of_neighbours(first, second, channels));
  }
  return x;
}

template <typename V, typename T = typename V::Element>
void max_of_squares(const PoolShape& shape, const Image<const T>& input, const Image<T>& output) {
  const ptrdiff_t down = input.row_stride, right = input.pixel_stride;
  const ptrdiff_t step = shape.stride_x * right;
  const int32_t width = output.width, channels = output.channels;
  for (int32_t y = 0; y < output.height; ++y) {
    const T* in = input.data + y * shape.stride_y * down;
    T* out = output.data + y * output.row_stride;
    int32_t x = 0;
    if constexpr (V::kHasNeighbours) {
      const bool packed = shape.stride_x == 2 && right == channels;
      if (packed && output.pixel_stride == channels && V::has_neighbours(channels)) {
        x = max_of_packed_squares<V>(in, down, width, channels, out);
      }
    }
    for (in += x * step, out += x * output.pixel_stride; x < width;
         ++x, in += step, out += output.pixel_stride) {
      for (int32_t c = 0; c < channels; c += V::kLanes) {
        const T* const tap = in + c;
        auto best = V::max(V::load(tap), V::lowest());
        best = V::max(V::load(tap + right), best);
        best = V::max(V::load(tap + down), best);
        best = V::max(V::load(tap + down + right), best);
        channels - c >= V::kLanes ? V::store(out + c, best)
                                  : V::store_some(out + c, best, channels - c);
      }
    }
  }
}

// Rows first, into a buffer that stays in the first-level cache, then columns: a tap is read once
// for all windows of a row that share it.
template <typename V, typename T = typename V::Element>
class MaxPool {
 public:
  MaxPool(const PoolShape& shape, const Image<const T>& input, const Image<T>& output)
      : shape_(shape),
        in_(input),
        out_(output),
        window_width_((shape.kernel_width - 1) * shape.dilation_x + 1) {}

  void run() {
    const ptrdiff_t pixels = (kBuffer - in_.channels) / in_.pixel_stride + 1;
    if (in_.channels > kBuffer || pixels < window_width_) {
      return each_window(shape_, in_, out_, [&](const Taps<T>& taps, T* pixel) {
        max_of_taps<V>(taps, in_.channels, pixel);
      });
    }
    const auto together = static_cast<int32_t>((pixels - window_width_) / shape_.stride_x + 1);
    for (int32_t y = 0; y < out_.height; ++y) {
      const Span rows = span_of(y * shape_.stride_y - shape_.pad_top, shape_.kernel_height,
                                shape_.dilation_y, in_.height, 0, 0);
      for (int32_t x = 0; x < out_.width; x += together) {
        run_windows(y, x, out_.width - x < together ? out_.width : x + together, rows);
      }
    }
  }

 private:
  static constexpr ptrdiff_t kBuffer = 8192 / sizeof(T);  // elements

  // Output pixels x .. end - 1 of row y.
  void run_windows(int32_t y, int32_t x, int32_t end, const Span& rows) {
    const int32_t start = x * shape_.stride_x - shape_.pad_left;
    const int32_t behind = (end - 1) * shape_.stride_x - shape_.pad_left + window_width_;
    const int32_t first = start > 0 ? start : 0;
    const int32_t last = behind < in_.width ? behind : in_.width;
    if (first < last) {
      const ptrdiff_t row = rows.start + ptrdiff_t{rows.first} * shape_.dilation_y;
      max_of_rows<V>(in_.data + row * in_.row_stride + first * in_.pixel_stride,
                     rows.last - rows.first, shape_.dilation_y * in_.row_stride,
                     (last - first - 1) * in_.pixel_stride + in_.channels, buffer_);
    }
    // Windows in the middle have all their columns.
    const int32_t inside = (shape_.pad_left + shape_.stride_x - 1) / shape_.stride_x;
    const int32_t room = in_.width + shape_.pad_left - window_width_;
    const int32_t behind_inside = room < 0 ? 0 : room / shape_.stride_x + 1;
    run_edge(y, x, inside < end ? inside : end, first);
    run_middle(y, x > inside ? x : inside, behind_inside < end ? behind_inside : end, first);
    const int32_t rest = behind_inside > inside ? behind_inside : inside;
    run_edge(y, x > rest ? x : rest, end, first);
  }

  // Output pixels x .. end - 1 of row y, of the buffer, which holds input pixels from `first` on.
  void run_edge(int32_t y, int32_t x, int32_t end, int32_t first) {
    for (; x < end; ++x) {
      const Span columns = span_of(x * shape_.stride_x - shape_.pad_left, shape_.kernel_width,
                                   shape_.dilation_x, in_.width, 0, 0);
      const ptrdiff_t column = columns.start + ptrdiff_t{columns.first} * shape_.dilation_x - first;
      const Taps<T> taps{buffer_ + column * in_.pixel_stride,  1, columns.last - columns.first, 0,
                         shape_.dilation_x * in_.pixel_stride, 0};
      max_of_taps<V>(taps, in_.channels, out_.data + y * out_.row_stride + x * out_.pixel_stride);
    }
  }

  // The same of windows that lie inside the image.
  void run_middle(int32_t y, int32_t x, int32_t end, int32_t first) {
    const ptrdiff_t apart = shape_.dilation_x * in_.pixel_stride;
    const ptrdiff_t step = shape_.stride_x * in_.pixel_stride;
    const int32_t channels = in_.channels, columns = shape_.kernel_width;
    const T* taps = buffer_ + (x * shape_.stride_x - shape_.pad_left - first) * in_.pixel_stride;
    T* out = out_.data + y * out_.row_stride + x * out_.pixel_stride;
    for (; x < end; ++x, taps += step, out += out_.pixel_stride) {
      for (int32_t c = 0; c < channels; c += V::kLanes) {
        // The buffer holds no NaN.
        auto best = V::load(taps + c);
        for (int32_t j = 1; j < columns; ++j) best = V::max(V::load(taps + c + j * apart), best);
        channels - c >= V::kLanes ? V::store(out + c, best)
                                  : V::store_some(out + c, best, channels - c);
      }
    }
  }

  const PoolShape& shape_;
  const Image<const T>& in_;
  const Image<T>& out_;
  int32_t window_width_;
  alignas(64) T buffer_[kBuffer + kReadSlack];
};

template <typename V, typename T = typename V::Element>
void max_pool(const PoolShape& shape, const Image<const T>& input, const Image<T>& output) {
  if (has_squares_apart(shape, input, output)) return max_of_squares<V>(shape, input, output);
  MaxPool<V>(shape, input, output).run();
}

}  // namespace
}  // namespace sprint::kernels
