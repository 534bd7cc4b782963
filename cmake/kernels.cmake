# Kernels are compiled apart: every file named after an instruction set gets that set's flags and nothing else does, so that
# the rest of the library runs on any processor. No contraction: a * b + c rounds twice on every instruction set, as the
# references do, unless a kernel asks for a fused multiply-add by its intrinsic.
set(isa_flags_avx2 -mavx2 -mfma)
set(isa_flags_avx_vnni -mavx2 -mfma -mavxvnni)
set(isa_flags_avx512_vnni -mavx2 -mfma -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512vnni)

file(GLOB_RECURSE kernel_sources CONFIGURE_DEPENDS src/kernels/*.cc)
list(FILTER kernel_sources EXCLUDE REGEX "_(test|bench)\\.cc$")

# What of `base` kernels need.
set(kernel_base src/base/isa.cc src/base/cpu.cc src/base/pages.cc)

# libsprint takes these objects in; tests and benchmarks of kernels need nothing else of it.
add_library(sprint_kernels OBJECT ${kernel_sources} ${kernel_base})
target_include_directories(sprint_kernels PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
target_link_libraries(sprint_kernels PUBLIC fmt::fmt PRIVATE sprint_warnings)
target_compile_options(sprint_kernels PRIVATE -ffp-contract=off)
foreach(isa avx2 avx_vnni avx512_vnni)
  foreach(source IN LISTS kernel_sources)
    if(source MATCHES "[/_]${isa}\\.cc$")
      set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "${isa_flags_${isa}}")
    endif()
  endforeach()
endforeach()

# One program per kernel family: KERNEL_bench.
function(sprint_add_kernel_benches)
  find_package(benchmark REQUIRED)
  file(GLOB_RECURSE benches CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/kernels/*_bench.cc)
  foreach(bench IN LISTS benches)
    cmake_path(GET bench STEM name)
    add_executable(${name} ${bench})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
    target_link_libraries(${name} PRIVATE sprint_kernels sprint_warnings benchmark::benchmark_main)
  endforeach()
endfunction()
