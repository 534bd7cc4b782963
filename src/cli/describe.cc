// The commands and options of the binary in the forms that shells and man read.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "cli/command.h"

namespace sprint::cli {
namespace {

struct OptionText {
  std::vector<std::string> flags;  // "--json"; empty for a positional
  std::string name;  // of the positional, or of the value that the flag takes; empty for a switch
  std::string help;
};

struct CommandText {
  std::string name, summary, example;
  std::vector<OptionText> options;
};

OptionText describe_option(const CLI::Option& option) {
  OptionText text;
  for (const std::string& name : option.get_snames()) text.flags.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) text.flags.push_back("--" + name);
  text.name = text.flags.empty()                    ? option.get_name()
              : option.get_items_expected_max() > 0 ? option.get_type_name()
                                                    : "";
  if (text.name.empty() && option.get_items_expected_max() > 0) text.name = "VALUE";
  text.help = option.get_description();
  return text;
}

std::vector<CommandText> describe_commands() {
  std::vector<CommandText> all;
  for (const Command& command : commands()) {
    if (command.hidden) continue;
    CommandText text{command.name, command.summary, command.example, {}};
    CLI::App app;
    command.declare(app);
    for (const CLI::Option* option : std::as_const(app).get_options()) {
      if (!option->get_group().empty()) text.options.push_back(describe_option(*option));
    }
    all.push_back(std::move(text));
  }
  return all;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string names(const std::vector<CommandText>& all) {
  std::string joined;
  for (const CommandText& command : all) joined += command.name + " ";
  return joined;
}

std::string flags(const CommandText& command) {
  std::string joined;
  for (const OptionText& option : command.options) {
    for (const std::string& flag : option.flags) joined += flag + " ";
  }
  return joined;
}

// A line of roff: backslashes and hyphens escaped, and no control character at its start.
std::string roff(const std::string& text) {
  std::string escaped = replace_all(replace_all(text, "\\", "\\e"), "-", "\\-");
  return escaped.starts_with('.') || escaped.starts_with('\'') ? "\\&" + escaped : escaped;
}

void man(const std::vector<CommandText>& all) {
  fmt::print(".TH SPRINT 1 \"\" \"sprint " SPRINT_VERSION
             "\" \"User Commands\"\n.SH NAME\n"
             "sprint \\- makes trained ONNX models small and fast, and proves it\n"
             ".SH SYNOPSIS\n.B sprint\n.I COMMAND\n[OPTIONS]\n.SH COMMANDS\n");
  for (const CommandText& command : all) {
    fmt::print(".SS sprint {}\n{}.\n", roff(command.name), roff(command.summary));
    for (const OptionText& option : command.options) {
      fmt::print(".TP\n.B {} {}\n{}\n", roff(fmt::format("{}", fmt::join(option.flags, ", "))),
                 roff(option.name), roff(option.help));
    }
    fmt::print(".P\nExample:\n.P\n.RS\n{}\n.RE\n", roff(command.example));
  }
  fmt::print(
      ".SH EXIT STATUS\n"
      "0: done (and accepted). 1: a fault of sprint itself. 2: wrong usage. 3: bad input. 4: not "
      "accepted.\n");
}

void bash(const std::vector<CommandText>& all) {
  fmt::print(
      "_sprint() {{\n  local word=${{COMP_WORDS[COMP_CWORD]}} words=\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then words='{}--help --version'\n"
      "  else case ${{COMP_WORDS[1]}} in\n",
      names(all));
  for (const CommandText& command : all)
    fmt::print("    {}) words='{}' ;;\n", command.name, flags(command));
  fmt::print(
      "  esac; fi\n"
      "  if [[ $word == -* || $COMP_CWORD -eq 1 ]]; then mapfile -t COMPREPLY < <(compgen -W "
      "\"$words\" -- \"$word\")\n"
      "  else mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); fi\n"
      "}}\ncomplete -o filenames -F _sprint sprint\n");
}

// Text inside single quotes of zsh's _arguments and _describe, where brackets and colons have a
// meaning.
std::string zsh_text(std::string text) {
  for (const std::string_view special : {"\\", "[", "]", ":"})
    text = replace_all(text, special, "\\" + std::string(special));
  return replace_all(text, "'", "'\\''");
}

void zsh(const std::vector<CommandText>& all) {
  fmt::print("#compdef sprint\nlocal -a commands=(\n");
  for (const CommandText& command : all)
    fmt::print("  '{}:{}'\n", command.name, zsh_text(command.summary));
  fmt::print(
      ")\nif (( CURRENT == 2 )); then _describe command commands; return; fi\nlocal "
      "command=$words[2]\n"
      "shift words; (( CURRENT-- ))\ncase $command in\n");
  for (const CommandText& command : all) {
    fmt::print("  {}) _arguments", command.name);
    for (const OptionText& option : command.options) {
      for (const std::string& flag : option.flags) {
        fmt::print(" \\\n    '{}[{}]{}'", flag, zsh_text(option.help),
                   option.name.empty() ? "" : ":value:_files");
      }
    }
    fmt::print(" \\\n    '*:file:_files' ;;\n");
  }
  fmt::print("esac\n");
}

void fish(const std::vector<CommandText>& all) {
  const auto quoted = [](const std::string& text) {
    return replace_all(replace_all(text, "\\", "\\\\"), "'", "\\'");
  };
  for (const CommandText& command : all) {
    fmt::print("complete -c sprint -n __fish_use_subcommand -a {} -d '{}'\n", command.name,
               quoted(command.summary));
    for (const OptionText& option : command.options) {
      for (const std::string& flag : option.flags) {
        fmt::print("complete -c sprint -n '__fish_seen_subcommand_from {}' {} {}{} -d '{}'\n",
                   command.name, flag.starts_with("--") ? "-l" : "-s",
                   flag.substr(flag.find_first_not_of('-')), option.name.empty() ? "" : " -r",
                   quoted(option.help));
      }
    }
  }
}

struct Form {
  const char* name;
  void (*print)(const std::vector<CommandText>&);
};
constexpr Form kForms[] = {{"man", man}, {"bash", bash}, {"zsh", zsh}, {"fish", fish}};

std::function<int()> declare(CLI::App& app) {
  auto wanted = std::make_shared<std::string>();
  app.add_option("form", *wanted, "man, bash, zsh or fish")->required();
  return [wanted]() -> int {
    for (const Form& form : kForms) {
      if (*wanted != form.name) continue;
      form.print(describe_commands());
      return kDone;
    }
    fail_usage("'{}' is no form; expected man, bash, zsh or fish", *wanted);
  };
}

}  // namespace

Command describe_command() {
  return {"describe", "Prints the commands as a man page or as a shell completion",
          "sprint describe bash", declare, true};
}

}  // namespace sprint::cli
