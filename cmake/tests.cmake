# One test program per folder, from the x_test.cc files beside the code, and one per folder of tests/.
find_package(GTest REQUIRED)
include(GoogleTest)

# Sanitizers watch the programs that tests start, too. Other builds do not look at this.
set(leaks ${PROJECT_SOURCE_DIR}/tests/sanitizers/leaks.txt)
set(sanitizer_environment ENVIRONMENT_MODIFICATION "LSAN_OPTIONS=set:suppressions=${leaks}:print_suppressions=0")

function(sprint_add_test name)
  add_executable(${name} ${ARGN})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE sprint sprint_warnings sprint_headers fmt::fmt GTest::gtest GTest::gmock GTest::gtest_main)
  set_target_properties(${name} PROPERTIES CXX_CLANG_TIDY "")
  target_compile_options(${name} PRIVATE -O0)  # what is tested is optimized, tests need not be
  target_compile_definitions(${name} PRIVATE
    SPRINT_SOURCE_DIR="${PROJECT_SOURCE_DIR}" SPRINT_BINARY="${PROJECT_BINARY_DIR}/sprint")
  gtest_discover_tests(${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60 PROPERTIES
    ENVIRONMENT "SPRINT_WORKER=${PROJECT_BINARY_DIR}/sprint" ${sanitizer_environment})
  if(TARGET sprint_cli)
    add_dependencies(${name} sprint_cli)
  endif()
endfunction()

# Kernels are tested without the rest of the library.
file(GLOB_RECURSE kernel_tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/kernels/*_test.cc)
add_executable(kernels_test ${kernel_tests})
set_target_properties(kernels_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests CXX_CLANG_TIDY "")
target_link_libraries(kernels_test PRIVATE sprint_kernels sprint_warnings GTest::gtest GTest::gmock GTest::gtest_main)
gtest_discover_tests(kernels_test TEST_PREFIX "kernels_test." DISCOVERY_TIMEOUT 60)

list(REMOVE_ITEM layers kernels)
foreach(layer IN LISTS layers)
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${layer}/*_test.cc)
  if(tests)
    sprint_add_test(${layer}_test ${tests})
  endif()
endforeach()

file(GLOB folders CONFIGURE_DEPENDS LIST_DIRECTORIES true ${PROJECT_SOURCE_DIR}/tests/*)
foreach(folder IN LISTS folders)
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${folder}/*_test.cc)
  if(tests)
    cmake_path(GET folder FILENAME name)
    sprint_add_test(tests_${name} ${tests})
  endif()
endforeach()

if(TARGET tests_watch)
  # A portal and pictures of the tests' own.
  target_link_libraries(tests_watch PRIVATE systemd pipewire-0.3)
  set_source_files_properties(${PROJECT_SOURCE_DIR}/tests/watch/wayland_pictures_test.cc PROPERTIES
    COMPILE_OPTIONS "${sprint_wayland_options}")
  if(TARGET standin_game)
    add_dependencies(tests_watch standin_game)
  endif()
endif()

if(TARGET zoo)
  sprint_add_test(zoo_test ${PROJECT_SOURCE_DIR}/bench/zoo/zoo_test.cc
    ${PROJECT_SOURCE_DIR}/bench/zoo/same_bits_test.cc)
  target_link_libraries(zoo_test PRIVATE zoo)
endif()

foreach(check check_layers check_format)
  add_test(NAME ${check} COMMAND ${PROJECT_SOURCE_DIR}/scripts/${check})
endforeach()

# Installs into a scratch prefix, then configures, builds and runs examples/embed against that copy.
add_test(NAME installed_copy COMMAND ${PROJECT_SOURCE_DIR}/tests/install/run ${PROJECT_BINARY_DIR})
set_tests_properties(installed_copy PROPERTIES ${sanitizer_environment})
