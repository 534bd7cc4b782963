add_library(sprint_warnings INTERFACE)
target_compile_options(sprint_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow)

# gcc 12 reports both falsely in optimized code of its own std::string and std::variant (gcc bugs 105651 and 105562);
# the sanitizers and clang's analyzer watch for the real ones.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(sprint_warnings INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()

option(SPRINT_WERROR "Treat warnings as errors" ON)
if(SPRINT_WERROR)
  target_compile_options(sprint_warnings INTERFACE -Werror)
endif()
