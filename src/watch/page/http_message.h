// The part of HTTP/1.1 (RFC 9112) that the local page needs.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace sprint::watch {

struct HttpRequest {
  std::string method;  // "GET", "POST"
  std::string path;    // as it stands in the request line, without the query
  std::string query;   // what follows the '?'
  std::map<std::string, std::string, std::less<>> headers;  // names in small letters
  std::string body;

  // Empty where there is none.
  std::string_view header(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::string more_headers = {};  // lines, each with its "\r\n"
};

inline constexpr size_t kLongestHead = 8192;  // bytes of request line and headers
inline constexpr size_t kLongestBody = 1 << 18;

struct MoreNeeded {};
using ReadRequest = std::variant<MoreNeeded, HttpRequest, HttpResponse>;

// What `received`, the bytes of a connection so far, holds: a request, the start of one, or what is
// refused, with the answer to it: a malformed head or one over kLongestHead, a header twice, a body
// over kLongestBody or of unknown length.
ReadRequest read_request(std::string_view received);

// The value of `name` in "name=value&..."; nothing where it is no whole number of at most 18
// digits.
std::optional<long long> query_number(std::string_view query, std::string_view name);

// A JSON object with the member "error".
HttpResponse refusal(int status, std::string_view error);

// The bytes to send. The response forbids the browser everything but this server's own scripts,
// styles and pictures, and to keep or to frame anything; the connection closes after it.
std::string response_bytes(const HttpResponse& response);

}  // namespace sprint::watch
