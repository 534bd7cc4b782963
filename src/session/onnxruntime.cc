#include "session/onnxruntime.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "session/inputs.h"
#include "session/onnxruntime_types.h"

namespace sprint::session {
namespace {

// Threads do not spin while they wait for work: other programs on the machine matter more to Sprint
// than the last microsecond.
SessionOptionsHandle make_options(const SessionOptions& options,
                                  const std::string& profile_prefix) {
  auto handle = create<SessionOptionsHandle>(ort().CreateSessionOptions);
  check(ort().SetIntraOpNumThreads(handle.get(), options.threads));
  check(ort().SetInterOpNumThreads(handle.get(), 1));
  check(ort().AddSessionConfigEntry(handle.get(), "session.intra_op.allow_spinning", "0"));
  check(ort().SetSessionLogSeverityLevel(handle.get(), ORT_LOGGING_LEVEL_FATAL));
  check(ort().SetSessionGraphOptimizationLevel(
      handle.get(), options.optimize ? ORT_ENABLE_ALL : ORT_DISABLE_ALL));
  if (!profile_prefix.empty()) check(ort().EnableProfiling(handle.get(), profile_prefix.c_str()));
  return handle;
}

void require_file(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) fail("no such file");
  if (error) fail("{}", error.message());
  if (status.type() == std::filesystem::file_type::directory)
    fail("is a folder; expected an ONNX file");
}

void set_type(TensorSpec& spec, const OrtTensorTypeAndShapeInfo* info) {
  ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  check(ort().GetTensorElementType(info, &type));
  spec.dtype = from_onnxruntime(type);
  size_t rank = 0;
  check(ort().GetDimensionsCount(info, &rank));
  spec.dims.resize(rank);
  check(ort().GetDimensions(info, spec.dims.data(), rank));
}

TensorSpec make_spec(std::string name, const char* role, const TypeInfoHandle& type) {
  TensorSpec spec{std::move(name), DType::undefined, {}};
  const OrtTensorTypeAndShapeInfo* info = nullptr;  // owned by `type`
  check(ort().CastTypeInfoToTensorInfo(type.get(), &info));
  if (info == nullptr)
    fail("{} '{}' is no tensor (but a sequence, map or optional), which is not supported", role,
         spec.name);
  set_type(spec, info);
  if (dtype_bits(spec.dtype) == 0)
    fail("{} '{}' holds {} elements, which are not supported: only types of a fixed size are", role,
         spec.name, dtype_name(spec.dtype));
  return spec;
}

// ONNX Runtime's functions for the inputs or for the outputs of a session.
struct Side {
  const char* role;
  decltype(OrtApi::SessionGetInputCount) count;
  decltype(OrtApi::SessionGetInputName) name;
  decltype(OrtApi::SessionGetInputTypeInfo) type;
};

std::vector<TensorSpec> describe_side(const OrtSession* session, const Side& side) {
  size_t count = 0;
  check(side.count(session, &count));
  std::vector<TensorSpec> specs;
  for (size_t i = 0; i < count; ++i) {
    const auto name = create<Allocated<char>>(side.name, session, i, default_allocator());
    specs.push_back(
        make_spec(name.get(), side.role, create<TypeInfoHandle>(side.type, session, i)));
  }
  return specs;
}

std::vector<const char*> names_of(const std::vector<TensorSpec>& specs) {
  std::vector<const char*> names;
  names.reserve(specs.size());
  for (const TensorSpec& spec : specs) names.push_back(spec.name.c_str());
  return names;
}

TensorSpec type_of(const OrtValue* value) {
  TensorSpec type;
  set_type(type, create<TensorInfoHandle>(ort().GetTensorTypeAndShape, value).get());
  return type;
}

// What a value of that type holds, as long as the value lives.
std::span<const std::byte> bytes_of(OrtValue* value, const TensorSpec& type) {
  void* data = nullptr;
  check(ort().GetTensorMutableData(value, &data));
  return {static_cast<const std::byte*>(data), byte_size(type.dtype, element_count(type.dims))};
}

// ONNX Runtime takes memory of the caller's for elements of whole bytes only, and, up to 1.30 at
// least, takes ONNX's number for its own in an argument.
bool needs_copy(DType dtype) {
  return dtype_bits(dtype) < 8 ||
         static_cast<int>(to_onnxruntime(dtype)) != static_cast<int>(dtype);
}

ValueHandle allocate_value(const Tensor& tensor) {
  for (const auto type :
       {to_onnxruntime(tensor.dtype), static_cast<ONNXTensorElementDataType>(tensor.dtype)}) {
    auto value = create<ValueHandle>(ort().CreateTensorAsOrtValue, default_allocator(),
                                     tensor.dims.data(), tensor.dims.size(), type);
    if (type_of(value.get()).dtype == tensor.dtype) return value;
  }
  fail("ONNX Runtime makes no tensor of {}", dtype_name(tensor.dtype));
}

// A value that owns what it holds.
ValueHandle copied_value(const Tensor& tensor) {
  ValueHandle value = allocate_value(tensor);
  void* data = nullptr;
  check(ort().GetTensorMutableData(value.get(), &data));
  std::ranges::copy(tensor.data, static_cast<std::byte*>(data));
  return value;
}

Tensor copy_tensor(OrtValue* value) {
  const TensorSpec type = type_of(value);
  Tensor tensor(type.dtype, type.dims);
  std::ranges::copy(bytes_of(value, type), tensor.data.begin());
  return tensor;
}

}  // namespace

OnnxRuntimeSession::OnnxRuntimeSession(const OnnxRuntimeFile& file, const SessionOptions& options)
    : name_(file.name) {
  with_context(name_, [&] {
    require_file(file.path);
    session_ =
        create<SessionHandle>(ort().CreateSession, onnxruntime_library().environment,
                              file.path.c_str(), make_options(options, file.profile_prefix).get());
    describe();
  });
}

OnnxRuntimeSession::OnnxRuntimeSession(std::string_view bytes, std::string name,
                                       const SessionOptions& options)
    : name_(std::move(name)) {
  with_context(name_, [&] {
    session_ =
        create<SessionHandle>(ort().CreateSessionFromArray, onnxruntime_library().environment,
                              bytes.data(), bytes.size(), make_options(options, "").get());
    describe();
  });
}

void OnnxRuntimeSession::describe() {
  inputs_ =
      describe_side(session_.get(), {"input", ort().SessionGetInputCount, ort().SessionGetInputName,
                                     ort().SessionGetInputTypeInfo});
  outputs_ =
      describe_side(session_.get(), {"output", ort().SessionGetOutputCount,
                                     ort().SessionGetOutputName, ort().SessionGetOutputTypeInfo});
  input_names_ = names_of(inputs_);
  output_names_ = names_of(outputs_);
  memory_ =
      create<MemoryInfoHandle>(ort().CreateCpuMemoryInfo, OrtArenaAllocator, OrtMemTypeDefault);
  run_options_ = create<RunOptionsHandle>(ort().CreateRunOptions);
  shrinking_ = create<RunOptionsHandle>(ort().CreateRunOptions);
  check(ort().AddRunConfigEntry(shrinking_.get(), "memory.enable_memory_arena_shrinkage", "cpu:0"));
}

std::string OnnxRuntimeSession::runtime() const {
  return "onnxruntime " + onnxruntime_library().version;
}

// Values that point into `inputs` where they can; ONNX Runtime does not write to them.
std::vector<ValueHandle> OnnxRuntimeSession::input_values(std::span<const Tensor> inputs) const {
  std::vector<ValueHandle> values;
  for (const Tensor& tensor : inputs) {
    if (needs_copy(tensor.dtype)) {
      values.push_back(copied_value(tensor));
      continue;
    }
    auto* data = const_cast<std::byte*>(tensor.data.data());
    values.push_back(create<ValueHandle>(ort().CreateTensorWithDataAsOrtValue, memory_.get(), data,
                                         tensor.data.size(), tensor.dims.data(), tensor.dims.size(),
                                         to_onnxruntime(tensor.dtype)));
  }
  return values;
}

// The arena keeps what every shape took: inputs of ever other shapes would make it grow without
// end.
const OrtRunOptions* OnnxRuntimeSession::options_for(std::span<const Tensor> inputs) {
  std::vector<std::vector<int64_t>> dims;
  for (const Tensor& tensor : inputs) dims.push_back(tensor.dims);
  const bool changed = !last_dims_.empty() && dims != last_dims_;
  last_dims_ = std::move(dims);
  return changed ? shrinking_.get() : run_options_.get();
}

std::vector<Tensor> OnnxRuntimeSession::run(std::span<const Tensor> inputs) {
  return with_context(name_, [&] {
    check_inputs(inputs_, inputs);
    const std::vector<ValueHandle> values = input_values(inputs);
    std::vector<const OrtValue*> feeds;
    feeds.reserve(values.size());
    for (const ValueHandle& value : values) feeds.push_back(value.get());
    std::vector<OrtValue*> fetched(outputs_.size(), nullptr);
    check(ort().Run(session_.get(), options_for(inputs), input_names_.data(), feeds.data(),
                    feeds.size(), output_names_.data(), output_names_.size(), fetched.data()));
    const std::vector<ValueHandle> owners(fetched.begin(), fetched.end());
    std::vector<Tensor> results;
    results.reserve(fetched.size());
    for (OrtValue* value : fetched) results.push_back(copy_tensor(value));
    return results;
  });
}

// Outputs are bound to memory, not to values: ONNX Runtime allocates them in the first run and
// writes to the same place in later ones.
void OnnxRuntimeSession::bind(std::span<const Tensor> inputs) {
  with_context(name_, [&] {
    check_inputs(inputs_, inputs);
    binding_.reset();
    bound_.assign(inputs.begin(), inputs.end());
    binding_ = create<BindingHandle>(ort().CreateIoBinding, session_.get());
    const std::vector<ValueHandle> values = input_values(bound_);
    for (size_t i = 0; i < values.size(); ++i)
      check(ort().BindInput(binding_.get(), input_names_[i], values[i].get()));
    for (const char* name : output_names_)
      check(ort().BindOutputToDevice(binding_.get(), name, memory_.get()));
  });
}

void OnnxRuntimeSession::run_bound() {
  if (binding_ == nullptr) fail_internal("{}: run_bound before bind", name_);
  OrtStatus* status = ort().RunWithBinding(session_.get(), run_options_.get(), binding_.get());
  if (status != nullptr) with_context(name_, [&] { check(status); });
}

// The binding holds their memory, too.
std::vector<ValueHandle> OnnxRuntimeSession::output_values() {
  if (binding_ == nullptr) fail_internal("{}: results before bind", name_);
  OrtValue** first = nullptr;
  size_t count = 0;
  check(ort().GetBoundOutputValues(binding_.get(), default_allocator(), &first, &count));
  const Allocated<OrtValue*> array(first);
  return {first, first + count};
}

std::vector<Tensor> OnnxRuntimeSession::results() {
  return with_context(name_, [&] {
    const std::vector<ValueHandle> values = output_values();
    std::vector<Tensor> tensors;
    tensors.reserve(values.size());
    for (const ValueHandle& value : values) tensors.push_back(copy_tensor(value.get()));
    return tensors;
  });
}

std::span<const std::byte> OnnxRuntimeSession::bound_output(size_t index) {
  return with_context(name_, [&] {
    const std::vector<ValueHandle> values = output_values();
    OrtValue* value = values.at(index).get();
    return bytes_of(value, type_of(value));
  });
}

std::string OnnxRuntimeSession::end_profiling() {
  return create<Allocated<char>>(ort().SessionEndProfiling, session_.get(), default_allocator())
      .get();
}

}  // namespace sprint::session
