#include "data/tensor_file.h"

#include "base/error.h"
#include "data/npy.h"

namespace sprint {

Tensor load_tensor_file(const std::string& path) {
  if (!path.ends_with(".npy")) fail("{}: expected a .npy file", path);
  return load_npy(path);
}

}  // namespace sprint
