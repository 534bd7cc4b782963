#include "watch/page/http_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace sprint::watch {
namespace {

using ::testing::HasSubstr;

int status_of(const ReadRequest& read) {
  const auto* refused = std::get_if<HttpResponse>(&read);
  return refused == nullptr ? 0 : refused->status;
}

TEST(ReadRequest, TakesLineHeadersAndBody) {
  const ReadRequest read = read_request(
      "POST /api/pause?after=12&x=1 HTTP/1.1\r\nHOST:  127.0.0.1:80 \r\nContent-Length: "
      "3\r\n\r\nabcd");
  const auto& request = std::get<HttpRequest>(read);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/api/pause");
  EXPECT_EQ(request.query, "after=12&x=1");
  EXPECT_EQ(request.header("host"), "127.0.0.1:80");
  EXPECT_EQ(request.header("origin"), "");
  EXPECT_EQ(request.body, "abc");
}

TEST(ReadRequest, WaitsForAllOfHeadAndBody) {
  const std::string request = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nabcd";
  for (size_t size = 0; size < request.size(); ++size)
    EXPECT_TRUE(std::holds_alternative<MoreNeeded>(read_request(request.substr(0, size)))) << size;
  EXPECT_TRUE(std::holds_alternative<HttpRequest>(read_request(request)));
}

TEST(ReadRequest, RefusesWhatIsMalformed) {
  for (const char* head :
       {"", " ", "GET", "GET  / HTTP/1.1", "G\x01T / HTTP/1.1", "GET a HTTP/1.1",
        "GET /\x7f HTTP/1.1", "GET / HTTP/1.1\r\nnothing", "GET / HTTP/1.1\r\n: x",
        "GET / HTTP/1.1\r\na b: x", "GET / HTTP/1.1\r\nHost: a\r\nhost: b",
        "GET / HTTP/1.1\r\nHost: a\nX: b", "POST / HTTP/1.1\r\nContent-Length: -1",
        "POST / HTTP/1.1\r\nContent-Length: 0x10", "POST / HTTP/1.1\r\nContent-Length: 1, 1",
        "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999"})
    EXPECT_EQ(status_of(read_request(std::string(head) + "\r\n\r\n")), 400) << head;
  EXPECT_EQ(status_of(read_request("GET / HTTP/2.0\r\n\r\n")), 505);
  EXPECT_EQ(status_of(read_request("GET /\r\n\r\n")), 505);
  EXPECT_EQ(status_of(read_request("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")), 411);
  EXPECT_EQ(status_of(read_request("POST / HTTP/1.1\r\nContent-Encoding: gzip\r\n\r\n")), 411);
}

TEST(ReadRequest, RefusesWhatIsTooLargeBeforeItIsAllThere) {
  EXPECT_EQ(status_of(read_request("GET / HTTP/1.1\r\nX: " + std::string(kLongestHead, 'a'))), 431);
  const std::string length = std::to_string(kLongestBody + 1);
  EXPECT_EQ(status_of(read_request("POST / HTTP/1.1\r\nContent-Length: " + length + "\r\n\r\n")),
            413);
}

TEST(ReadRequest, TakesAnyBytesWithoutHarm) {
  std::mt19937 random(7);
  const std::string request =
      "POST /api/values?after=1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Length: 5\r\n\r\nhello";
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = request;
    for (int change = 0; change < 4; ++change) {
      const size_t at = random() % bytes.size();
      if (random() % 4 == 0)
        bytes.erase(at, random() % 8);
      else
        bytes[at] = static_cast<char>(random());
      if (bytes.empty()) bytes = "x";
    }
    const ReadRequest read = read_request(bytes);
    const auto* taken = std::get_if<HttpRequest>(&read);
    EXPECT_LE(taken == nullptr ? 0 : taken->body.size(), kLongestBody);
  }
}

TEST(QueryNumber, FindsWholeNumbers) {
  EXPECT_EQ(query_number("a=1&after=42", "after"), 42);
  EXPECT_EQ(query_number("after=", "after"), std::nullopt);
  EXPECT_EQ(query_number("after=-1", "after"), std::nullopt);
  EXPECT_EQ(query_number("after=9999999999999999999", "after"), std::nullopt);
  EXPECT_EQ(query_number("", "after"), std::nullopt);
}

TEST(ResponseBytes, ForbidWhatThePageDoesNotNeed) {
  const std::string bytes = response_bytes(refusal(403, "\"no\""));
  EXPECT_THAT(bytes, HasSubstr("HTTP/1.1 403 Forbidden\r\n"));
  EXPECT_THAT(bytes, HasSubstr("default-src 'none'"));
  EXPECT_THAT(bytes, HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(bytes, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
  EXPECT_TRUE(bytes.ends_with("\r\n\r\n{\"error\": \"\\\"no\\\"\"}"));
}

}  // namespace
}  // namespace sprint::watch
