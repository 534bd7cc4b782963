#include "watch/page/guard.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <array>

#include "base/error.h"

namespace sprint::watch {
namespace {

// In a time that does not tell how much of it is right.
bool equal_secrets(std::string_view given, std::string_view secret) {
  if (given.size() != secret.size()) return false;
  unsigned difference = 0;
  for (size_t i = 0; i < given.size(); ++i)
    difference |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(secret[i]);
  return difference == 0;
}

bool is_this_host(std::string_view host, int port) {
  return host == fmt::format("127.0.0.1:{}", port) || host == fmt::format("localhost:{}", port);
}

bool is_secret(std::string_view path) { return path.starts_with("/api/") || path == "/metrics"; }

bool is_json(std::string_view type) { return type.substr(0, type.find(';')) == "application/json"; }

}  // namespace

std::string random_token() {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    fail("the system gives no random numbers for the page's token");
  std::string token;
  for (const unsigned char byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

std::optional<HttpResponse> refuse(const HttpRequest& request, int port, const std::string& token) {
  const std::string_view host = request.header("host"), origin = request.header("origin");
  if (!is_this_host(host, port)) return refusal(403, "the page is for this machine only");
  const bool foreign =
      request.headers.contains("origin") && origin != fmt::format("http://{}", host);
  if (foreign) return refusal(403, "the page answers no other origin");
  if (request.method != "GET" && request.method != "POST")
    return refusal(405, "expected GET or POST");
  if (is_secret(request.path) && !equal_secrets(request.header("authorization"), "Bearer " + token))
    return refusal(401, "open the page by the address that `sprint watch --ui` printed");
  if (request.method == "POST" && !is_json(request.header("content-type")))
    return refusal(415, "expected application/json");
  return std::nullopt;
}

}  // namespace sprint::watch
