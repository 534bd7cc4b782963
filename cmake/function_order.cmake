# Functions that run when a small model is loaded and run lie side by side in the program. The kernel maps a program's pages 16
# at a time as they are touched, so that functions spread over it would make all of it resident.
#
# cmake/function_order.txt lists them by their symbols; scripts/order_functions writes it. A function that it misses, or a name that
# no longer exists, only costs memory.
set(function_sections $<$<CONFIG:Release>:-ffunction-sections>)

function(sprint_order_functions target)
  set(list ${PROJECT_SOURCE_DIR}/cmake/function_order.txt)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${list})
  file(STRINGS ${list} symbols)
  list(TRANSFORM symbols REPLACE "(.+)" "    *(.text.\\1)")
  list(JOIN symbols "\n" sections)
  set(script ${PROJECT_BINARY_DIR}/function_order.ld)
  file(CONFIGURE OUTPUT ${script}
    CONTENT "SECTIONS\n{\n  .text.ordered :\n  {\n${sections}\n  }\n}\nINSERT BEFORE .text;\n" @ONLY)
  target_link_options(${target} PRIVATE LINKER:-T,${script})
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${script})
endfunction()
