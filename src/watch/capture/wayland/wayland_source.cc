#include "watch/capture/wayland/wayland_source.h"

#include <optional>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "watch/capture/crop.h"
#include "watch/capture/wayland/restore_token.h"
#include "watch/capture/wayland/screen_cast_portal.h"
#include "watch/capture/wayland/video_stream.h"
#include "watch/readable.h"

namespace sprint::watch {
namespace {

using Phase = ScreenCastPortal::Phase;
using State = VideoStream::State;

constexpr std::chrono::milliseconds kNow{0};
constexpr const char* kWaiting =
    "waiting for the desktop to show the window; choose it where it asks";

class WaylandSource final : public WindowSource {
 public:
  explicit WaylandSource(WaylandOptions options);

  Capture capture(Image& frame) override;
  Capture capture_window(Image& image) override;
  const std::string& reason() const override { return reason_; }
  void wait(std::chrono::milliseconds longest, int stop_descriptor) override;
  void set_region(const Region& region) override;
  const std::string& title() const override { return title_; }
  std::string_view note() const override { return note_; }

 private:
  template <typename Take>
  Capture take(Take take_picture);
  Capture advance();
  Capture advance_portal();
  Capture advance_stream();
  void open_stream();
  void keep_restore_token();
  void end_session(std::string reason);
  Capture absent(std::string reason);

  WaylandOptions options_;
  std::string kept_token_;  // as the file has it
  std::optional<ScreenCastPortal> portal_;
  std::optional<VideoStream> stream_;  // once the portal shows something
  bool seen_ = false;                  // there was a picture since the user was asked
  bool given_up_ = false;              // until set_region()
  std::string title_, note_, reason_;
};

WaylandSource::WaylandSource(WaylandOptions options)
    : options_(std::move(options)), kept_token_(load_restore_token(options_.token_path)) {
  bus_library();
  pipewire_library();
}

Capture WaylandSource::capture(Image& frame) {
  return take([&](const RawPicture& picture) {
    const char* what = portal_->is_screen() ? "screen" : "window";
    std::string why = misfit(options_.region, picture.width, picture.height, what);
    if (!why.empty()) return absent(std::move(why));
    crop(picture, options_.region, frame);
    return Capture::frame;
  });
}

Capture WaylandSource::capture_window(Image& image) {
  return take([&](const RawPicture& picture) {
    crop(picture, {0, 0, picture.width, picture.height}, image);
    return Capture::frame;
  });
}

// take_picture: from RawPicture to Capture.
template <typename Take>
Capture WaylandSource::take(Take take_picture) {
  Capture result = advance();
  if (result != Capture::frame) return result;
  const bool shown = stream_->look([&](const RawPicture& picture) {
    seen_ = true;
    result = take_picture(picture);
  });
  if (!shown) return absent(kWaiting);
  if (result == Capture::frame) reason_.clear();
  return result;
}

// Goes on as far as it goes without waiting; frame: there is a stream to look at.
Capture WaylandSource::advance() {
  if (given_up_) return Capture::absent;
  try {
    if (!portal_) portal_.emplace(kept_token_);
    if (stream_ && !wait_readable({portal_->descriptor(), stream_->descriptor()}, kNow))
      return advance_stream();
    const Capture result = advance_portal();
    if (result != Capture::frame) return result;
    if (!stream_) open_stream();
    stream_->process();
    return advance_stream();
  } catch (const Error& error) {
    end_session(error.what());
    return Capture::failed;
  }
}

Capture WaylandSource::advance_portal() {
  portal_->process();
  keep_restore_token();
  switch (portal_->phase()) {
    case Phase::shown:
      return Capture::frame;
    case Phase::asking:
      return absent(kWaiting);
    case Phase::failed:
      end_session(portal_->reason());
      return Capture::failed;
    case Phase::declined:
    case Phase::closed:
      end_session(portal_->reason());
      return Capture::absent;
  }
  return Capture::failed;
}

Capture WaylandSource::advance_stream() {
  switch (stream_->state()) {
    case State::streaming:
      return Capture::frame;
    case State::starting:
      return absent(kWaiting);
    case State::paused:
      return absent(seen_ ? "the desktop has paused the pictures of the window" : kWaiting);
    case State::ended:
      end_session(stream_->reason());
      return Capture::absent;
  }
  return Capture::failed;
}

void WaylandSource::open_stream() {
  seen_ = false;
  title_ = portal_->is_screen() ? "chosen screen" : "chosen window";
  stream_.emplace(portal_->take_remote(), portal_->node(), options_.frames_per_second);
}

void WaylandSource::keep_restore_token() {
  const std::string& token = portal_->restore_token();
  if (token == kept_token_) return;
  kept_token_ = token;
  note_.clear();
  if (options_.token_path.empty()) return;
  try {
    save_restore_token(options_.token_path, token);
  } catch (const Error& error) {
    note_ = fmt::format("the desktop will ask for the window again next time: {}", error.what());
  }
}

// Where the user was asked and nothing came of it, asking again would not help.
void WaylandSource::end_session(std::string reason) {
  const bool asked =
      portal_ && portal_->phase() != Phase::failed && portal_->phase() != Phase::asking;
  given_up_ = asked && !seen_;
  if (given_up_) reason += "; save the settings file to be asked again";
  reason_ = std::move(reason);
  title_.clear();
  seen_ = false;
  stream_.reset();
  portal_.reset();
}

void WaylandSource::wait(std::chrono::milliseconds longest, int stop_descriptor) {
  if (!portal_) {
    wait_readable({stop_descriptor}, longest);
    return;
  }
  wait_readable({portal_->descriptor(), stream_ ? stream_->descriptor() : -1, stop_descriptor},
                portal_->due(longest));
}

void WaylandSource::set_region(const Region& region) {
  options_.region = region;
  given_up_ = false;
}

Capture WaylandSource::absent(std::string reason) {
  reason_ = std::move(reason);
  return Capture::absent;
}

}  // namespace

std::unique_ptr<WindowSource> make_wayland_source(WaylandOptions options) {
  return std::make_unique<WaylandSource>(std::move(options));
}

}  // namespace sprint::watch
