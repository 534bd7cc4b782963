// AttributeProto -> Attribute.
#pragma once

#include "base/bytes.h"
#include "ir/attribute.h"
#include "load/external_files.h"

namespace sprint {

// `depth`: of the graph whose node has the attribute. The attribute's source() is the message.
ir::Attribute load_attribute(const Bytes& message, ExternalFiles& files, int depth);

}  // namespace sprint
