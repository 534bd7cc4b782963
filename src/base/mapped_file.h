// A file mapped read-only into memory.
#pragma once

#include <string>

#include "base/bytes.h"

namespace sprint {

// Maps the whole file at `path`. The bytes stay valid while any copy of the returned Bytes lives;
// pages are read on first touch. An empty file gives empty bytes. Throws Error naming the path if
// it cannot be opened, is a folder or another thing than a regular file, or cannot be mapped.
Bytes map_file(const std::string& path);

// Tells the system that the pages behind `bytes` are not needed soon, so that they do not count as
// this process's memory. The bytes stay valid: a later access reads the file again. Bytes that do
// not come from map_file are left alone.
void release_pages(const Bytes& bytes);

}  // namespace sprint
