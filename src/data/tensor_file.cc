#include "data/tensor_file.h"

#include "base/error.h"
#include "base/mapped_file.h"
#include "data/npy.h"
#include "load/tensor.h"

namespace sprint {

Tensor load_tensor_file(const std::string& path) {
  if (path.ends_with(".npy")) return load_npy(path);
  const Bytes file = map_file(path);
  if (file.empty()) fail("{}: is empty, expected a serialized TensorProto", path);
  return with_context(path, [&] {
    ExternalFiles beside(path);
    return load_tensor(file, beside)->to_tensor();
  });
}

}  // namespace sprint
