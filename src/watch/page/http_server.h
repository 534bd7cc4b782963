// A web server for programs on this machine.
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <span>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "watch/descriptor.h"
#include "watch/pacer.h"
#include "watch/page/http_message.h"

namespace sprint::watch {

// An answer that others are not to wait for.
using SlowAnswer = std::function<HttpResponse()>;
using HttpAnswer = std::variant<HttpResponse, SlowAnswer>;
using HttpHandler = std::function<HttpAnswer(const HttpRequest&)>;

// Listens on 127.0.0.1 only. One thread of low priority answers one request after the other,
// each on a connection of its own, and sleeps while there is none; slow answers are made beside it
// in another, one after the other, which lives as long as one takes. Nothing that a client does
// takes more than 16 connections of 264 KB: the oldest one makes room for the next, and one that
// keeps the server waiting for five seconds is closed.
class HttpServer {
 public:
  // `handler` is called by the server's thread; what it or a slow answer throws becomes an answer
  // of status 500.
  // Port 0: any that is free. Throws Error naming the port where it cannot be had.
  HttpServer(int port, HttpHandler handler);
  // Waits for the handler and for a slow answer, should they be at work.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const { return port_; }

 private:
  struct Connection {
    int64_t number;
    Descriptor socket;
    MonotonicTime deadline;
    std::string received = {};
    bool waits = false;       // for its slow answer
    SlowAnswer slow = {};     // that was not begun
    std::string answer = {};  // empty: the request is not all there, or it waits
    size_t sent = 0;          // of the answer; all: what else the client sends is thrown away
    bool over = false;
  };

  void serve();
  void advance_all(std::span<const pollfd> ready);
  bool accept();
  void advance(Connection& connection);
  void receive(Connection& connection);
  void send(Connection& connection);
  void answer(Connection& connection, const ReadRequest& read) const;
  void begin_slow_answer();
  void take_slow_answer();

  HttpHandler handler_;
  Descriptor listener_, stop_, slow_done_;
  int port_ = 0;
  int64_t accepted_ = 0;
  int64_t slow_for_ = 0;  // the connection of the slow answer that is made
  MonotonicTime accept_again_{};
  std::vector<Connection> connections_;   // oldest first
  std::future<std::string> slow_answer_;  // of the one that is made
  std::thread thread_;                    // last: it uses the others
};

}  // namespace sprint::watch
