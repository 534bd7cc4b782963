# What Sprint is built on: Debian packages, and ONNX Runtime's C header (its library is loaded at run time).
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)
find_package(nlohmann_json REQUIRED)
find_path(PROTOZERO_INCLUDE_DIR protozero/pbf_reader.hpp REQUIRED)

# A system-wide ONNX Runtime wins over the one that scripts/setup unpacks under .deps/.
file(GLOB unpacked_onnxruntime ${PROJECT_SOURCE_DIR}/.deps/onnxruntime-*)
find_path(ONNXRUNTIME_INCLUDE_DIR onnxruntime_c_api.h PATH_SUFFIXES onnxruntime onnxruntime/core/session)
if(NOT ONNXRUNTIME_INCLUDE_DIR)
  find_path(ONNXRUNTIME_INCLUDE_DIR onnxruntime_c_api.h PATHS ${unpacked_onnxruntime} PATH_SUFFIXES include NO_DEFAULT_PATH)
endif()
if(NOT ONNXRUNTIME_INCLUDE_DIR)
  message(FATAL_ERROR "onnxruntime_c_api.h not found; run scripts/setup")
endif()
find_library(SPRINT_ONNXRUNTIME_LIBRARY NAMES onnxruntime)
if(NOT SPRINT_ONNXRUNTIME_LIBRARY)
  find_file(SPRINT_ONNXRUNTIME_LIBRARY libonnxruntime.so.1 PATHS ${unpacked_onnxruntime} PATH_SUFFIXES lib NO_DEFAULT_PATH)
endif()

# Windows and keys for `sprint watch`. These have no CMake package and lie on the default paths.
set(sprint_window_libraries xcb xcb-shm xcb-composite xcb-xtest xkbcommon)
foreach(library IN LISTS sprint_window_libraries)
  find_library(found_${library} ${library} REQUIRED)
endforeach()

# The same libraries as archives, where there are such, for the program as users run it. In the order of their dependences.
foreach(library jpeg png16 z xcb-xtest xcb-composite xcb-shm xcb Xau Xdmcp)
  find_library(static_${library} lib${library}.a)
  mark_as_advanced(static_${library})
  if(static_${library})
    list(APPEND static_libraries ${static_${library}})
  endif()
endforeach()

# Of what a Wayland desktop needs only headers: its libraries are loaded at run time, where there is such a desktop.
find_path(SYSTEMD_INCLUDE_DIR systemd/sd-bus.h REQUIRED)
find_path(PIPEWIRE_INCLUDE_DIR pipewire/pipewire.h PATH_SUFFIXES pipewire-0.3 REQUIRED)
find_path(SPA_INCLUDE_DIR spa/pod/pod.h PATH_SUFFIXES spa-0.2 REQUIRED)
set(sprint_wayland_options -isystem${PIPEWIRE_INCLUDE_DIR} -isystem${SPA_INCLUDE_DIR})

find_path(CLI11_INCLUDE_DIR CLI/CLI.hpp REQUIRED)

# Headers that only Sprint's own sources include; what installs and links against libsprint does not need them.
add_library(sprint_headers INTERFACE)
target_include_directories(sprint_headers SYSTEM INTERFACE
  ${PROTOZERO_INCLUDE_DIR} ${ONNXRUNTIME_INCLUDE_DIR} ${CLI11_INCLUDE_DIR}
  $<TARGET_PROPERTY:nlohmann_json::nlohmann_json,INTERFACE_INCLUDE_DIRECTORIES>)
