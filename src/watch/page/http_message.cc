#include "watch/page/http_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "watch/settings/located_json.h"

namespace sprint::watch {
namespace {

constexpr std::string_view kNewline = "\r\n";

struct Status {
  int number;
  std::string_view reason;
};
constexpr Status kStatuses[] = {{200, "OK"},
                                {400, "Bad Request"},
                                {401, "Unauthorized"},
                                {403, "Forbidden"},
                                {404, "Not Found"},
                                {405, "Method Not Allowed"},
                                {409, "Conflict"},
                                {411, "Length Required"},
                                {413, "Content Too Large"},
                                {415, "Unsupported Media Type"},
                                {422, "Unprocessable Content"},
                                {431, "Request Header Fields Too Large"},
                                {503, "Service Unavailable"},
                                {505, "HTTP Version Not Supported"}};

constexpr std::string_view kFixedHeaders =
    "Connection: close\r\n"
    "Cache-Control: no-store\r\n"
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "X-Content-Type-Options: nosniff\r\n";

std::string_view reason_of(int status) {
  const auto* found =
      std::ranges::find_if(kStatuses, [&](const Status& s) { return s.number == status; });
  return found == std::end(kStatuses) ? "Internal Server Error" : found->reason;
}

// RFC 9110, section 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
  });
}

std::string small_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small;
}

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Cuts the text before `mark` from the front of `rest`, and the mark; all where there is no mark.
std::string_view take_until(std::string_view& rest, std::string_view mark) {
  const size_t end = std::min(rest.find(mark), rest.size());
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(std::min(end + mark.size(), rest.size()));
  return taken;
}

std::optional<HttpResponse> read_request_line(std::string_view line, HttpRequest& request) {
  request.method = take_until(line, " ");
  std::string_view target = take_until(line, " ");
  if (!is_token(request.method) || !target.starts_with('/') || !is_visible(target))
    return refusal(400, "the request line is malformed");
  if (line != "HTTP/1.1" && line != "HTTP/1.0")
    return refusal(505, "expected a request of HTTP/1.1");
  request.path = take_until(target, "?");
  request.query = target;
  return std::nullopt;
}

std::optional<HttpResponse> read_header(std::string_view line, HttpRequest& request) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) || has_control(line))
    return refusal(400, "a header is malformed");
  const std::string name = small_letters(line.substr(0, colon));
  if (!request.headers.emplace(name, trimmed(line.substr(colon + 1))).second)
    return refusal(400, fmt::format("the header {} is given twice", name));
  return std::nullopt;
}

std::optional<HttpResponse> read_head(std::string_view head, HttpRequest& request) {
  auto refused = read_request_line(take_until(head, kNewline), request);
  while (!refused && !head.empty()) refused = read_header(take_until(head, kNewline), request);
  return refused;
}

std::optional<long long> whole_number(std::string_view digits) {
  long long number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  return whole && number >= 0 && digits.size() <= 18 ? std::optional(number) : std::nullopt;
}

// The body's length, or why the request is refused.
std::variant<size_t, HttpResponse> body_length(const HttpRequest& request) {
  if (request.headers.contains("transfer-encoding") || request.headers.contains("content-encoding"))
    return refusal(411, "expected a plain body with its Content-Length");
  if (!request.headers.contains("content-length")) return size_t{0};
  const auto length = whole_number(request.header("content-length"));
  if (!length) return refusal(400, "Content-Length is no number");
  if (static_cast<size_t>(*length) > kLongestBody)
    return refusal(413, fmt::format("expected at most {} bytes", kLongestBody));
  return static_cast<size_t>(*length);
}

}  // namespace

std::string_view HttpRequest::header(std::string_view name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

ReadRequest read_request(std::string_view received) {
  const size_t end = received.substr(0, kLongestHead).find("\r\n\r\n");
  if (end == std::string_view::npos) {
    if (received.size() < kLongestHead) return MoreNeeded{};
    return refusal(431, fmt::format("expected at most {} bytes of headers", kLongestHead));
  }
  HttpRequest request;
  if (auto refused = read_head(received.substr(0, end), request)) return *std::move(refused);
  const auto length = body_length(request);
  if (const auto* refused = std::get_if<HttpResponse>(&length)) return *refused;
  received.remove_prefix(end + 4);
  if (received.size() < std::get<size_t>(length)) return MoreNeeded{};
  request.body = received.substr(0, std::get<size_t>(length));
  return request;
}

std::optional<long long> query_number(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    std::string_view value = take_until(query, "&");
    if (take_until(value, "=") == name) return whole_number(value);
  }
  return std::nullopt;
}

HttpResponse refusal(int status, std::string_view error) {
  return {.status = status, .body = fmt::format("{{\"error\": {}}}", json_quoted(error))};
}

std::string response_bytes(const HttpResponse& response) {
  return fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}{}\r\n{}",
                     response.status, reason_of(response.status), response.type,
                     response.body.size(), kFixedHeaders, response.more_headers, response.body);
}

}  // namespace sprint::watch
