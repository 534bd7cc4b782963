# The binary, the library with its headers and CMake package, shell completions and the man page.
include(CMakePackageConfigHelpers)

install(TARGETS sprint EXPORT sprint_targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/sprint DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/sprint)
install(EXPORT sprint_targets NAMESPACE sprint:: FILE sprint-targets.cmake DESTINATION ${package_folder})
configure_package_config_file(cmake/sprint-config.cmake.in sprint-config.cmake INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(sprint-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/sprint-config.cmake ${PROJECT_BINARY_DIR}/sprint-config-version.cmake
  DESTINATION ${package_folder})

if(TARGET sprint_cli)
  install(TARGETS sprint_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

  # The binary describes its own commands and options, so these can never fall behind it.
  function(sprint_install_described form file destination)
    add_custom_command(TARGET sprint_cli POST_BUILD
      COMMAND sprint_cli describe ${form} > ${PROJECT_BINARY_DIR}/${file} VERBATIM)
    install(FILES ${PROJECT_BINARY_DIR}/${file} DESTINATION ${destination} RENAME ${ARGN})
  endfunction()
  sprint_install_described(man sprint.1 ${CMAKE_INSTALL_MANDIR}/man1 sprint.1)
  sprint_install_described(bash sprint.bash ${CMAKE_INSTALL_DATADIR}/bash-completion/completions sprint)
  sprint_install_described(zsh sprint.zsh ${CMAKE_INSTALL_DATADIR}/zsh/site-functions _sprint)
  sprint_install_described(fish sprint.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d sprint.fish)
endif()
