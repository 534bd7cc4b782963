// Resizing of many pictures to one size.
#pragma once

#include <memory>

#include "data/resize_pass.h"

namespace sprint::data {

class Resizer {
 public:
  // Throws Error where no picture can have that size.
  Resizer(int width, int height, ResizeMethod method);

  // As resize_image(). The picture returned is `image` itself where it has that size already, else
  // one that the next call overwrites. Allocates nothing while `image` keeps its size. Throws Error
  // where it holds other than width * height * 3 bytes.
  const Image& run(const Image& image);

 private:
  int width_, height_;
  ResizeMethod method_;
  int source_width_ = 0, source_height_ = 0;  // that pass_ is for
  std::unique_ptr<ResizePass> pass_;
  Image resized_;
};

}  // namespace sprint::data
