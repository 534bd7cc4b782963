#include "watch/page/page_server.h"

#include <fmt/format.h>

#include "watch/page/guard.h"
#include "watch/page/http_server.h"
#include "watch/page/page_api.h"

namespace sprint::watch {

struct PageServer::Parts {
  Parts(Watched& watched, const PageOptions& options)
      : api(watched, options),
        token(random_token()),
        server(options.port, [this](const HttpRequest& request) { return answer(request); }),
        address(fmt::format("http://127.0.0.1:{}/#{}", server.port(), token)) {}

  // The Host that a client sends carries the port that it reached.
  HttpAnswer answer(const HttpRequest& request) {
    auto refused = refuse(request, server.port(), token);
    return refused ? HttpAnswer(*std::move(refused)) : api.answer(request);
  }

  PageApi api;
  std::string token;
  HttpServer server;  // its thread uses the others
  std::string address;
};

PageServer::PageServer(Watched& watched, const PageOptions& options)
    : parts_(std::make_unique<Parts>(watched, options)) {}

PageServer::~PageServer() = default;

const std::string& PageServer::address() const { return parts_->address; }

}  // namespace sprint::watch
