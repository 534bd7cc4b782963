#include "watch/page/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include "sprint/error.h"
#include "watch/page/http_client_for_test.h"

namespace sprint::watch {
namespace {

HttpResponse echo(const HttpRequest& request) {
  if (request.path == "/throw") throw std::runtime_error("on purpose");
  if (request.path == "/large") return {.body = std::string(5'000'000, 'x')};
  return {.body = request.method + request.body};
}

const std::string kGet = "GET / HTTP/1.1\r\n\r\n";

TEST(HttpServer, AnswersAndCloses) {
  HttpServer server(0, echo);
  EXPECT_EQ(ask_for_test(server.port(), kGet).body, "GET");
  EXPECT_EQ(ask_for_test(server.port(), "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc").body,
            "POSTabc");
  EXPECT_EQ(ask_for_test(server.port(), "GET /large HTTP/1.1\r\n\r\n").body.size(), 5'000'000U);
}

TEST(HttpServer, AnswersWhatComesInPieces) {
  HttpServer server(0, echo);
  const Descriptor socket = connect_for_test(server.port());
  for (const char c : kGet) send_for_test(socket, std::string_view(&c, 1));
  EXPECT_TRUE(receive_for_test(socket).ends_with("GET"));
}

TEST(HttpServer, TellsTheReasonOfARefusalThatComesBeforeTheBodyWasRead) {
  HttpServer server(0, echo);
  const std::string body(4 * kLongestBody, 'x');
  const auto answer = ask_for_test(
      server.port(),
      fmt::format("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n{}", body.size(), body));
  EXPECT_EQ(answer.status, 413);
}

TEST(HttpServer, MakesAnAnswerOfAnException) {
  HttpServer server(0, echo);
  const auto answer = ask_for_test(server.port(), "GET /throw HTTP/1.1\r\n\r\n");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body, R"({"error": "on purpose"})");
}

TEST(HttpServer, AnswersWhileASlowAnswerIsMade) {
  std::promise<void> go_on;
  std::atomic<int> made = 0;
  const auto handler = [&, wait = go_on.get_future().share()](const HttpRequest& request) {
    if (request.path == "/") return HttpAnswer(echo(request));
    return HttpAnswer([&made, wait]() -> HttpResponse {
      wait.wait();
      if (++made == 1) throw std::runtime_error("on purpose");
      return {.body = fmt::format("slow {}", made.load())};
    });
  };
  HttpServer server(0, handler);
  const Descriptor first = connect_for_test(server.port()),
                   second = connect_for_test(server.port());
  for (const Descriptor* slow : {&first, &second})
    send_for_test(*slow, "GET /slow HTTP/1.1\r\n\r\n");
  EXPECT_EQ(ask_for_test(server.port(), kGet).body, "GET");
  EXPECT_EQ(made, 0);
  go_on.set_value();
  EXPECT_TRUE(receive_for_test(first).ends_with(R"({"error": "on purpose"})"));
  EXPECT_TRUE(receive_for_test(second).ends_with("slow 2"));
}

TEST(HttpServer, DropsASlowAnswerThatNobodyWaitsFor) {
  std::promise<void> go_on;
  const auto handler = [wait = go_on.get_future().share()](const HttpRequest& request) {
    if (request.path == "/") return HttpAnswer(echo(request));
    return HttpAnswer([wait]() -> HttpResponse {
      wait.wait();
      return {};
    });
  };
  HttpServer server(0, handler);
  {
    const Descriptor gone = connect_for_test(server.port());
    send_for_test(gone, "GET /slow HTTP/1.1\r\n\r\n");
    EXPECT_EQ(ask_for_test(server.port(), kGet).body, "GET");
  }
  EXPECT_EQ(ask_for_test(server.port(), kGet).body, "GET");
  go_on.set_value();
  EXPECT_EQ(ask_for_test(server.port(), "GET /slow HTTP/1.1\r\n\r\n").status, 200);
}

TEST(HttpServer, AnswersWhileOthersHoldConnectionsOpen) {
  HttpServer server(0, echo);
  std::vector<Descriptor> idle;
  for (int i = 0; i < 200; ++i) {
    idle.push_back(connect_for_test(server.port()));
    send_for_test(idle.back(), "GET / HTTP/1.1\r\nHost");
  }
  EXPECT_EQ(ask_for_test(server.port(), kGet).body, "GET");
}

TEST(HttpServer, ClosesWhatIsNotThroughInTime) {
  HttpServer server(0, echo);
  const Descriptor silent = connect_for_test(server.port());
  EXPECT_EQ(receive_for_test(silent), "");  // returns once the server has closed it
}

TEST(HttpServer, ClosesWhatGoesOnForEver) {
  HttpServer server(0, echo);
  const Descriptor endless = connect_for_test(server.port());
  send_for_test(endless, kGet);
  std::string_view byte = "x";
  while (::send(endless.number(), byte.data(), byte.size(), MSG_NOSIGNAL) > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

TEST(HttpServer, EndsWithConnectionsOpen) {
  Descriptor open;
  {
    HttpServer server(0, echo);
    open = connect_for_test(server.port());
    EXPECT_EQ(ask_for_test(server.port(), kGet).body, "GET");
  }
  EXPECT_EQ(receive_for_test(open), "");
}

TEST(HttpServer, NamesAPortThatIsTaken) {
  HttpServer first(0, echo);
  EXPECT_THAT([&] { HttpServer second(first.port(), echo); },
              ::testing::ThrowsMessage<Error>(::testing::HasSubstr(std::to_string(first.port()))));
}

}  // namespace
}  // namespace sprint::watch
