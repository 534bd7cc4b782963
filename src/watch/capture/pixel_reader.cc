#include "watch/capture/pixel_reader.h"

#include <sys/mman.h>
#include <unistd.h>

namespace sprint::watch {
namespace {

constexpr uint32_t kAllPlanes = 0xFFFFFFFF;

size_t count(const Region& region) {
  return static_cast<size_t>(region.width) * static_cast<size_t>(region.height);
}

// A file in memory of that size, mapped at `memory`; -1 where the system has no room for it.
int make_memory(size_t size, uint8_t*& memory) {
  const int file = ::memfd_create("sprint-capture", MFD_CLOEXEC);
  if (file < 0) return -1;
  if (::ftruncate(file, static_cast<off_t>(size)) == 0) {
    void* mapped = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) {
      memory = static_cast<uint8_t*>(mapped);
      return file;
    }
  }
  ::close(file);
  return -1;
}

}  // namespace

PixelReader::PixelReader(const X11Connection& connection)
    : connection_(connection), shareable_(connection.has_shared_memory()) {}

PixelReader::~PixelReader() { unshare(); }

// Makes the shared memory at least that large. The memory goes with its last user, however that
// ends.
bool PixelReader::share(size_t bytes) {
  if (!shareable_ || size_ >= bytes) return shareable_;
  unshare();
  const int file = make_memory(bytes, memory_);
  if (file < 0) return shareable_ = false;
  size_ = bytes;
  segment_ = xcb_generate_id(connection_);
  // XCB closes the file once it is sent.
  const Owned<xcb_generic_error_t> error(xcb_request_check(
      connection_, xcb_shm_attach_fd_checked(connection_, segment_, file, /*read_only=*/0)));
  if (!error) return true;
  segment_ = XCB_NONE;
  unshare();
  return shareable_ = false;
}

void PixelReader::unshare() {
  if (segment_ != XCB_NONE) xcb_shm_detach(connection_, segment_);
  if (memory_ != nullptr) ::munmap(memory_, size_);
  segment_ = XCB_NONE;
  memory_ = nullptr;
  size_ = 0;
}

bool PixelReader::read(xcb_drawable_t drawable, const Region& region, const PixelFormat& format,
                       Image& image) {
  const auto x = static_cast<int16_t>(region.x), y = static_cast<int16_t>(region.y);
  const auto width = static_cast<uint16_t>(region.width),
             height = static_cast<uint16_t>(region.height);
  const size_t bytes = count(region) * kPixelBytes;
  image.width = region.width;
  image.height = region.height;
  image.pixels.resize(count(region) * 3);
  if (share(bytes)) {
    const Owned<xcb_shm_get_image_reply_t> reply(xcb_shm_get_image_reply(
        connection_,
        xcb_shm_get_image(connection_, drawable, x, y, width, height, kAllPlanes,
                          XCB_IMAGE_FORMAT_Z_PIXMAP, segment_, 0),
        nullptr));
    if (reply) to_rgb({memory_, bytes}, format, image.pixels);
    return reply != nullptr;
  }
  const Owned<xcb_get_image_reply_t> reply(
      xcb_get_image_reply(connection_,
                          xcb_get_image(connection_, XCB_IMAGE_FORMAT_Z_PIXMAP, drawable, x, y,
                                        width, height, kAllPlanes),
                          nullptr));
  if (!reply || static_cast<size_t>(xcb_get_image_data_length(reply.get())) < bytes) return false;
  to_rgb({xcb_get_image_data(reply.get()), bytes}, format, image.pixels);
  return true;
}

}  // namespace sprint::watch
