// Sends bytes to a server on this machine.
#pragma once

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "watch/descriptor.h"

namespace sprint::watch {

inline Descriptor connect_for_test(int port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* any = reinterpret_cast<const sockaddr*>(&address);
  return ::connect(socket.number(), any, sizeof address) == 0 ? std::move(socket) : Descriptor();
}

inline void send_for_test(const Descriptor& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
}

// What the server sends until it closes the connection.
inline std::string receive_for_test(const Descriptor& socket) {
  std::string received;
  char chunk[4096];
  ssize_t count = 0;
  while ((count = ::recv(socket.number(), chunk, sizeof chunk, 0)) > 0)
    received.append(chunk, static_cast<size_t>(count));
  return received;
}

struct AnswerForTest {
  int status = 0;  // 0: none
  std::string head, body;
};

inline AnswerForTest ask_for_test(int port, std::string_view bytes) {
  const Descriptor socket = connect_for_test(port);
  send_for_test(socket, bytes);
  const std::string received = receive_for_test(socket);
  const size_t end = received.find("\r\n\r\n");
  if (!received.starts_with("HTTP/1.1 ") || end == std::string::npos) return {};
  return {std::atoi(received.c_str() + 9), received.substr(0, end), received.substr(end + 4)};
}

}  // namespace sprint::watch
