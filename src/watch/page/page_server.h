// The local page of `sprint watch`: a web server for this machine's user and nobody else.
#pragma once

#include <memory>
#include <string>

#include "watch/page/watched.h"

namespace sprint::watch {

struct PageOptions {
  std::string settings_path;   // the file that the page edits
  std::string samples_folder;  // gets the frames that are labelled on the page: FOLDER/LABEL/*.png
  int port = 0;                // 0: any that is free
};

// Serves in a thread of its own, of low priority, from construction to destruction; it sleeps while
// nobody asks. Requests and their security: docs/web_page.md.
class PageServer {
 public:
  // `watched` must outlive it. Throws Error where the port cannot be had.
  PageServer(Watched& watched, const PageOptions& options);
  // Waits for what is being answered: at most as long as Watched::window() or try_models() takes.
  ~PageServer();
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  // The address to open: "http://127.0.0.1:PORT/#TOKEN". The token is random and a secret.
  const std::string& address() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sprint::watch
