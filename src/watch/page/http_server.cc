#include "watch/page/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace sprint::watch {
namespace {

constexpr size_t kMostConnections = 16;
constexpr int kBacklog = 128;  // connections that the system keeps until they are accepted
// For a request to arrive, for a part of the answer to be taken, and for the client to close.
constexpr auto kLongest = std::chrono::seconds(5);
constexpr auto kLongestSlow = std::chrono::minutes(10);  // for a slow answer to be made
constexpr auto kPause = std::chrono::seconds(1);         // after a connection that cannot be had
constexpr size_t kChunk = 16384;                         // bytes read at once
constexpr int kNiceness = 10;

Descriptor listen_on(int port) {
  Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int yes = 1;
  ::setsockopt(listener.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener.number(), kBacklog) != 0)
    fail_usage("the port {} of 127.0.0.1 cannot be had: {}; choose another, or 0 for a free one",
               port, std::strerror(errno));
  return listener;
}

int port_of(const Descriptor& listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(listener.number(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

bool would_block() { return errno == EAGAIN || errno == EINTR; }

template <typename Make>
std::string bytes_of(Make make) {
  try {
    return response_bytes(make());
  } catch (const std::exception& error) {
    return response_bytes(refusal(500, error.what()));
  }
}

}  // namespace

HttpServer::HttpServer(int port, HttpHandler handler)
    : handler_(std::move(handler)),
      listener_(listen_on(port)),
      stop_(::eventfd(0, EFD_CLOEXEC)),
      slow_done_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      port_(port_of(listener_)),
      thread_([this] { serve(); }) {}

HttpServer::~HttpServer() {
  ::eventfd_write(stop_.number(), 1);
  thread_.join();
}

void HttpServer::serve() {
  ::setpriority(PRIO_PROCESS, 0, kNiceness);  // of this thread
  std::vector<pollfd> waiting;
  for (;;) {
    const bool accepts = accept_again_ <= MonotonicClock::now();
    waiting = {{stop_.number(), POLLIN, 0},
               {accepts ? listener_.number() : -1, POLLIN, 0},
               {slow_done_.number(), POLLIN, 0}};
    MonotonicTime deadline = accepts ? MonotonicTime::max() : accept_again_;
    for (const Connection& connection : connections_) {
      const bool sending = connection.sent < connection.answer.size();
      waiting.push_back(
          {connection.socket.number(), static_cast<short>(sending ? POLLOUT : POLLIN), 0});
      deadline = std::min(deadline, connection.deadline);
    }
    wait_until(deadline, waiting);
    if (waiting[0].revents != 0) return;
    advance_all(std::span(waiting).subspan(3));
    if (waiting[2].revents != 0) take_slow_answer();
    begin_slow_answer();
    // No more than that, so that each has been looked at before it makes room for another.
    for (size_t i = 0; waiting[1].revents != 0 && i < kMostConnections && accept(); ++i) {
    }
  }
}

// While the handler is at work no connection can be advanced, so that time does not count.
void HttpServer::advance_all(std::span<const pollfd> ready) {
  const MonotonicTime start = MonotonicClock::now();
  for (size_t i = 0; i < ready.size(); ++i) {
    if (connections_[i].deadline <= start) {
      connections_[i].over = true;
    } else if (ready[i].revents != 0) {
      advance(connections_[i]);
    }
  }
  const auto spent = MonotonicClock::now() - start;
  for (Connection& connection : connections_) connection.deadline += spent;
  std::erase_if(connections_, [](const Connection& connection) { return connection.over; });
}

// False where nobody wants to connect. Where the system has no more descriptors, who does has to
// wait.
bool HttpServer::accept() {
  Descriptor socket(::accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket) {
    if (!would_block()) accept_again_ = MonotonicClock::now() + kPause;
    return false;
  }
  if (connections_.size() >= kMostConnections) connections_.erase(connections_.begin());
  connections_.push_back({.number = ++accepted_,
                          .socket = std::move(socket),
                          .deadline = MonotonicClock::now() + kLongest});
  return true;
}

void HttpServer::advance(Connection& connection) {
  if (connection.answer.empty()) receive(connection);
  if (connection.sent < connection.answer.size()) {
    send(connection);
  } else if (!connection.answer.empty()) {
    receive(connection);
  }
}

void HttpServer::receive(Connection& connection) {
  char chunk[kChunk];
  const ssize_t count = ::recv(connection.socket.number(), chunk, sizeof chunk, 0);
  if (count <= 0) {
    connection.over = count == 0 || !would_block();
    return;
  }
  if (connection.waits || !connection.answer.empty()) return;
  connection.received.append(chunk, static_cast<size_t>(count));
  const ReadRequest read = read_request(connection.received);
  if (std::holds_alternative<MoreNeeded>(read)) return;
  answer(connection, read);
  connection.received = {};
}

// A socket that is closed while it holds unread bytes resets the connection, and the client may
// lose the answer: so it is closed once the client has closed its side.
void HttpServer::send(Connection& connection) {
  const std::string& answer = connection.answer;
  const ssize_t count = ::send(connection.socket.number(), answer.data() + connection.sent,
                               answer.size() - connection.sent, MSG_NOSIGNAL);
  if (count < 0) {
    connection.over = !would_block();
    return;
  }
  connection.sent += static_cast<size_t>(count);
  connection.deadline = MonotonicClock::now() + kLongest;
  if (connection.sent == answer.size()) ::shutdown(connection.socket.number(), SHUT_WR);
}

void HttpServer::answer(Connection& connection, const ReadRequest& read) const {
  connection.answer = bytes_of([&] {
    if (const auto* refused = std::get_if<HttpResponse>(&read)) return *refused;
    HttpAnswer answer = handler_(std::get<HttpRequest>(read));
    if (auto* made = std::get_if<HttpResponse>(&answer)) return std::move(*made);
    connection.slow = std::get<SlowAnswer>(std::move(answer));
    return HttpResponse{};
  });
  if (!connection.slow) return;
  connection.answer.clear();
  connection.waits = true;
  connection.deadline = MonotonicClock::now() + kLongestSlow;
}

// That of the connection that has waited longest, unless one is made already.
void HttpServer::begin_slow_answer() {
  if (slow_answer_.valid()) return;
  const auto next = std::ranges::find_if(connections_, [](const auto& c) { return bool(c.slow); });
  if (next == connections_.end()) return;
  slow_for_ = next->number;
  const auto make_bytes = [this, make = std::exchange(next->slow, {})] {
    std::string bytes = bytes_of(make);
    ::eventfd_write(slow_done_.number(), 1);
    return bytes;
  };
  try {
    slow_answer_ = std::async(std::launch::async, make_bytes);
  } catch (const std::system_error& error) {  // no thread
    next->answer = response_bytes(refusal(503, error.what()));
    next->waits = false;
  }
}

// Thrown away where the connection is not there any more.
void HttpServer::take_slow_answer() {
  eventfd_t count = 0;
  ::eventfd_read(slow_done_.number(), &count);
  std::string bytes = slow_answer_.get();
  const auto asked = std::ranges::find(connections_, slow_for_, &Connection::number);
  if (asked == connections_.end()) return;
  asked->answer = std::move(bytes);
  asked->waits = false;
  asked->deadline = MonotonicClock::now() + kLongest;
}

}  // namespace sprint::watch
