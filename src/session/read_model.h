// Reads a model whose file may change afterwards.
#pragma once

#include <string>

#include "sprint/model.h"

namespace sprint::session {

// Model::load into memory of its own, where load keeps weights as views of the file: the file may
// be rewritten or cut short while copies of the model live, and while it is read. Files with
// external data beside it stay views. Throws Error as load does.
Model read_model(const std::string& path);

}  // namespace sprint::session
