// Who may ask the local page for what.
#pragma once

#include <optional>
#include <string>

#include "watch/page/http_message.h"

namespace sprint::watch {

// 128 random bits in hexadecimal digits. Throws Error where the system has none.
std::string random_token();

// Why a request is refused; nothing where it may be answered. The Host has to be 127.0.0.1 or
// localhost with `port`, which keeps out names that somebody else lets point here; the Origin,
// where there is one, the same. All but the page's own files takes "Authorization: Bearer TOKEN",
// which no other origin can send and no link carries. POST takes JSON.
std::optional<HttpResponse> refuse(const HttpRequest& request, int port, const std::string& token);

}  // namespace sprint::watch
