#include "session/worker_message.h"

#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace sprint::session {
namespace {

using Json = nlohmann::json;

// Paths and names need not be UTF-8, which JSON must be: bytes are written as the code points of
// the same numbers, so any string survives.
std::string to_utf8(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xc0 | (byte >> 6));
      text += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return text;
}

std::string from_utf8(const std::string& text) {
  std::string bytes;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80 || i + 1 == text.size())
      bytes += text[i];
    else
      bytes += static_cast<char>(((lead & 0x03) << 6) | (text[++i] & 0x3f));
  }
  return bytes;
}

std::vector<Tensor> decode_inputs(const Json& specs, std::string_view bytes) {
  std::vector<Tensor> inputs;
  for (const Json& spec : specs) {
    Tensor tensor(spec.at("dtype").get<DType>(), spec.at("dims").get<std::vector<int64_t>>());
    if (tensor.data.size() > bytes.size()) fail_internal("the worker's task is cut short");
    std::memcpy(tensor.data.data(), bytes.data(), tensor.data.size());
    bytes.remove_prefix(tensor.data.size());
    inputs.push_back(std::move(tensor));
  }
  return inputs;
}

Json encode_shapes(const InputShapes& shapes) {
  Json json = Json::object();
  for (const auto& [name, dims] : shapes) json[to_utf8(name)] = dims;
  return json;
}

InputShapes decode_shapes(const Json& json) {
  InputShapes shapes;
  for (const auto& [name, dims] : json.items())
    shapes[from_utf8(name)] = dims.get<std::vector<int64_t>>();
  return shapes;
}

}  // namespace

std::string encode_task(const WorkerTask& task, int parent) {
  Json json{{"parent", parent},
            {"model", to_utf8(task.model)},
            {"runtime", runtime_name(task.options.runtime)},
            {"threads", task.options.threads},
            {"optimize", task.options.optimize},
            {"seed", task.seed},
            {"shapes", Json::array()},
            {"inputs", Json::array()}};
  for (const InputShapes& shapes : task.shapes) json["shapes"].push_back(encode_shapes(shapes));
  std::string bytes;
  for (const Tensor& tensor : task.inputs) {
    json["inputs"].push_back({{"dtype", tensor.dtype}, {"dims", tensor.dims}});
    bytes.append(reinterpret_cast<const char*>(tensor.data.data()), tensor.data.size());
  }
  return json.dump() + "\n" + bytes;
}

ReceivedTask decode_task(std::string_view message) {
  const size_t end = std::min(message.find('\n'), message.size());
  try {
    const Json json = Json::parse(message.substr(0, end));
    ReceivedTask received{json.at("parent").get<int>(), {}};
    WorkerTask& task = received.task;
    task.model = from_utf8(json.at("model"));
    task.options = {parse_runtime(json.at("runtime").get<std::string>()),
                    json.at("threads").get<int>(), json.at("optimize").get<bool>()};
    task.seed = json.at("seed");
    for (const Json& shapes : json.at("shapes")) task.shapes.push_back(decode_shapes(shapes));
    task.inputs =
        decode_inputs(json.at("inputs"), message.substr(std::min(end + 1, message.size())));
    return received;
  } catch (const Json::exception&) {
    fail_internal("this is no task for a worker; `sprint worker` is run by sprint itself");
  }
}

std::string encode_report(const WorkerReport& report) {
  return Json{{"runtime", report.runtime},
              {"load_us", report.load_us},
              {"first_run_us", report.first_run_us},
              {"peak_memory_bytes", report.peak_memory_bytes},
              {"shapes", encode_shapes(report.shapes)}}
             .dump() +
         "\n";
}

std::string encode_error(const Error& error) {
  return Json{{"error", to_utf8(error.what())}, {"code", error.code()}}.dump() + "\n";
}

WorkerReport decode_answer(std::string_view answer) {
  try {
    const Json json = Json::parse(answer);
    if (json.contains("error"))
      throw Error(json.at("code").get<ErrorCode>(), from_utf8(json.at("error")));
    return {json.at("runtime"), json.at("load_us"), json.at("first_run_us"),
            json.at("peak_memory_bytes"), decode_shapes(json.at("shapes"))};
  } catch (const Json::exception&) {
    fail_internal("the worker's answer cannot be read");
  }
}

}  // namespace sprint::session
