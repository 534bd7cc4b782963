// Answers what the page asks. The requests: docs/web_page.md.
#pragma once

#include <optional>
#include <string>

#include "watch/collect/sample_folder.h"
#include "watch/page/api_json.h"
#include "watch/page/history.h"
#include "watch/page/http_message.h"
#include "watch/page/http_server.h"
#include "watch/page/page_server.h"
#include "watch/page/settings_editor.h"
#include "watch/page/watched.h"

namespace sprint::watch {

// For one thread, and for that in which its slow answers are made.
class PageApi {
 public:
  // `watched` must outlive it.
  PageApi(Watched& watched, const PageOptions& options);

  // Of a request that refuse() lets through. Throws Error where it cannot be carried out.
  HttpAnswer answer(const HttpRequest& request);

 private:
  using Handler = HttpResponse (PageApi::*)(const HttpRequest&);
  struct Route {
    const char *method, *path;
    Handler handler;
    bool slow = false;  // and changes nothing of this
  };
  static const Route kRoutes[];

  HttpResponse carry_out(const Route& route, const HttpRequest& request);

  HttpResponse prometheus(const HttpRequest& request);
  HttpResponse status(const HttpRequest& request);
  HttpResponse frame(const HttpRequest& request);
  HttpResponse window(const HttpRequest& request);
  HttpResponse settings(const HttpRequest& request);
  HttpResponse pause(const HttpRequest& request);
  HttpResponse check_settings(const HttpRequest& request);
  HttpResponse replace_settings(const HttpRequest& request);
  HttpResponse set_values(const HttpRequest& request);
  HttpResponse try_model(const HttpRequest& request);
  HttpResponse use_model(const HttpRequest& request);
  HttpResponse label(const HttpRequest& request);

  std::string profile_in_use() { return watched_.status().profile_id; }
  HttpResponse outcome(const SettingsEditor::Outcome& outcome) const;

  Watched& watched_;
  SettingsEditor editor_;
  std::string samples_folder_;
  History history_;
  Image shown_;               // the frame that the page was given last
  int64_t shown_number_ = 0;  // how many it was given
};

}  // namespace sprint::watch
