#include "watch/act/key_helper.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string_view>
#include <thread>

#include "base/error.h"

namespace sprint::watch {
namespace {

constexpr int kSocket = 3;  // in the helper; above the standard streams
constexpr int kPatience_ms = 1000;

// From a release to the next press. A press at the time of a release, which X counts in
// milliseconds, is what a key that is held down repeats as.
constexpr std::chrono::milliseconds kGap{5};

// Keeps nothing of the parent but `socket`: neither its streams nor its files, terminal and
// signals.
void leave_parent(int socket) {
  ::setsid();
  sigset_t all;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  ::prctl(PR_SET_NAME, "sprint-keys");
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) ::dup2(nothing, stream);
  if (socket != kSocket) ::dup2(socket, kSocket);
  ::close_range(kSocket + 1, ~0U, 0);
}

// Connects where there is no connection; whether there is one now.
bool connect(std::optional<X11Connection>& connection, const std::string& display) {
  if (connection && connection->alive()) return true;
  try {
    connection.emplace(display);
    return true;
  } catch (const Error&) {
    connection.reset();
    return false;
  }
}

// An order on its way to the helper: what has a fixed size, the title and the class.
struct OrderHead {
  xcb_window_t window;
  xcb_keysym_t symbol;
  uint32_t hold_ms;
  uint32_t title_size;
};

constexpr size_t kLongestOrder = 8192;  // bytes; no window's title or class has so many

std::string bytes_of(const KeyOrder& order) {
  const OrderHead head{order.window, order.symbol, order.hold_ms,
                       static_cast<uint32_t>(order.game.title.size())};
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof head);
  return bytes + order.game.title + order.game.window_class;
}

// Nothing where `bytes` are no order.
std::optional<KeyOrder> order_of(std::string_view bytes) {
  OrderHead head{};
  if (bytes.size() < sizeof head) return std::nullopt;
  std::memcpy(&head, bytes.data(), sizeof head);
  bytes.remove_prefix(sizeof head);
  if (bytes.size() < head.title_size) return std::nullopt;
  const GameRule game{std::string(bytes.substr(0, head.title_size)),
                      std::string(bytes.substr(head.title_size))};
  return KeyOrder{head.window, game, head.symbol, head.hold_ms};
}

// The next order; nothing once there will be none.
std::optional<KeyOrder> next_order() {
  char bytes[kLongestOrder];
  const ssize_t size = ::recv(kSocket, bytes, sizeof bytes, 0);
  return size > 0 ? order_of({bytes, static_cast<size_t>(size)}) : std::nullopt;
}

[[noreturn]] void obey(int socket, const std::string& display) {
  leave_parent(socket);
  std::optional<X11Connection> connection;
  connect(connection, display);
  while (const std::optional<KeyOrder> order = next_order()) {
    const KeyAnswer answer =
        connect(connection, display) ? press_key(*connection, *order) : KeyAnswer::no_server;
    ::send(kSocket, &answer, sizeof(answer), MSG_NOSIGNAL);
    if (answer != KeyAnswer::pressed) continue;
    finish_press(*connection);
    std::this_thread::sleep_for(kGap);
  }
  ::_exit(0);
}

bool ends_within(int socket, int milliseconds) {
  pollfd waiting{socket, 0, 0};
  return ::poll(&waiting, 1, milliseconds) > 0 && (waiting.revents & POLLHUP) != 0;
}

}  // namespace

KeyHelper::KeyHelper(const std::string& display) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    fail("cannot start the process that presses keys: {}", std::strerror(errno));
  }
  process_ = ::fork();
  if (process_ == 0) obey(ends[1], display);
  const int error = errno;
  ::close(ends[1]);
  socket_ = ends[0];
  if (process_ < 0) {
    ::close(socket_);
    fail("cannot start the process that presses keys: {}", std::strerror(error));
  }
  const timeval patience{kPatience_ms / 1000, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

KeyHelper::~KeyHelper() {
  ::shutdown(socket_, SHUT_WR);
  if (!ends_within(socket_, kPatience_ms)) ::kill(process_, SIGKILL);
  ::close(socket_);
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::optional<KeyAnswer> KeyHelper::ask(const KeyOrder& order) {
  const std::string bytes = bytes_of(order);
  if (bytes.size() > kLongestOrder) return KeyAnswer::not_the_game;
  if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) return std::nullopt;
  KeyAnswer answer{};
  ssize_t got = 0;
  do {
    got = ::recv(socket_, &answer, sizeof(answer), 0);
  } while (got < 0 && errno == EINTR);
  return got == sizeof(answer) ? std::optional(answer) : std::nullopt;
}

bool KeyHelper::alive() const { return !ends_within(socket_, 0); }

}  // namespace sprint::watch
