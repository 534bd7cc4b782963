// Whether the region shows what it showed before.
#pragma once

#include "sprint/preprocess.h"

namespace sprint::watch {

class LastFrame {
 public:
  // Whether `frame` equals the frame of the call before, pixel for pixel; keeps a copy of it. The
  // first frame equals none. Allocates nothing while the size stays.
  bool equals(const Image& frame);

  // The copy; without pixels before the first frame.
  const Image& frame() const { return last_; }

 private:
  Image last_;
};

}  // namespace sprint::watch
