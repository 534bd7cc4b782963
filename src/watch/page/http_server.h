// A web server for programs on this machine.
#pragma once

#include <poll.h>

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "watch/descriptor.h"
#include "watch/pacer.h"
#include "watch/page/http_message.h"

namespace sprint::watch {

using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

// Listens on 127.0.0.1 only. One thread of low priority answers one request after the other,
// each on a connection of its own, and sleeps while there is none. Nothing that a client does takes
// more than 16 connections of 264 KB: the oldest one makes room for the next, and one that keeps
// the server waiting for five seconds is closed.
class HttpServer {
 public:
  // `handler` is called by the server's thread; what it throws becomes an answer of status 500.
  // Port 0: any that is free. Throws Error naming the port where it cannot be had.
  HttpServer(int port, HttpHandler handler);
  // Waits for the handler, should it be at work.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const { return port_; }

 private:
  struct Connection {
    Descriptor socket;
    MonotonicTime deadline;
    std::string received;
    std::string answer;  // empty: the request is not all there
    size_t sent = 0;     // of the answer; all: what else the client sends is thrown away
    bool over = false;
  };

  void serve();
  void advance_all(std::span<const pollfd> ready);
  bool accept();
  void advance(Connection& connection);
  void receive(Connection& connection);
  void send(Connection& connection);
  std::string answer_to(const ReadRequest& read) const;

  HttpHandler handler_;
  Descriptor listener_, stop_;
  int port_ = 0;
  MonotonicTime accept_again_{};
  std::vector<Connection> connections_;  // oldest first
  std::thread thread_;                   // last: it uses the others
};

}  // namespace sprint::watch
