#include "base/cpu.h"

#include <sched.h>

#include <cstdint>
#include <fstream>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace sprint {

std::string cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

#if defined(__x86_64__)
namespace {

enum Register { kEax, kEbx, kEcx, kEdx };

// Bits of XCR0 that say which registers the system saves (Intel SDM volume 1, section 13.1).
constexpr uint64_t kSavesAvx = 0x6, kSavesAvx512 = 0xe6, kSavesAmx = 0x600e6;

enum Leaf { kLeaf1, kLeaf7, kLeaf7Subleaf1 };

// Where CPUID says that a feature is there (Intel SDM volume 2, CPUID), and the registers that the
// system must save for its use.
struct Feature {
  const char* name;
  Leaf leaf;
  Register place;
  unsigned bit;
  uint64_t saved;
};

constexpr Feature kFeatures[] = {
    {"avx", kLeaf1, kEcx, 28, kSavesAvx},
    {"f16c", kLeaf1, kEcx, 29, kSavesAvx},
    {"fma", kLeaf1, kEcx, 12, kSavesAvx},
    {"avx2", kLeaf7, kEbx, 5, kSavesAvx},
    {"avx_vnni", kLeaf7Subleaf1, kEax, 4, kSavesAvx},
    {"avx_vnni_int8", kLeaf7Subleaf1, kEdx, 4, kSavesAvx},
    {"avx512f", kLeaf7, kEbx, 16, kSavesAvx512},
    {"avx512dq", kLeaf7, kEbx, 17, kSavesAvx512},
    {"avx512bw", kLeaf7, kEbx, 30, kSavesAvx512},
    {"avx512vl", kLeaf7, kEbx, 31, kSavesAvx512},
    {"avx512_vnni", kLeaf7, kEcx, 11, kSavesAvx512},
    {"avx512_bf16", kLeaf7Subleaf1, kEax, 5, kSavesAvx512},
    {"avx512_fp16", kLeaf7, kEdx, 23, kSavesAvx512},
    {"amx_int8", kLeaf7, kEdx, 25, kSavesAmx},
    {"amx_bf16", kLeaf7, kEdx, 22, kSavesAmx},
};

struct Registers {
  unsigned at[4]{};

  bool bit(Register place, unsigned index) const { return ((at[place] >> index) & 1U) != 0; }
};

// Zeros where the processor does not have the leaf.
Registers cpuid(unsigned leaf, unsigned subleaf) {
  Registers r;
  __get_cpuid_count(leaf, subleaf, &r.at[kEax], &r.at[kEbx], &r.at[kEcx], &r.at[kEdx]);
  return r;
}

// XCR0; 0 where the system does not use XSAVE.
uint64_t saved_registers(const Registers& leaf1) {
  constexpr unsigned kOsxsave = 27;
  if (!leaf1.bit(kEcx, kOsxsave)) return 0;
  uint32_t low = 0, high = 0;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t{high} << 32) | low;
}

}  // namespace

// A virtual machine takes microseconds for a CPUID: each leaf is read once.
std::vector<std::string> cpu_features() {
  const Registers leaves[] = {cpuid(1, 0), cpuid(7, 0), cpuid(7, 1)};
  const uint64_t saved = saved_registers(leaves[kLeaf1]);
  std::vector<std::string> names;
  for (const Feature& feature : kFeatures) {
    if ((saved & feature.saved) != feature.saved) continue;
    if (leaves[feature.leaf].bit(feature.place, feature.bit)) names.emplace_back(feature.name);
  }
  return names;
}
#else
std::vector<std::string> cpu_features() { return {}; }
#endif

namespace {

constexpr size_t kMostCores = 4;

bool run_on(int core) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(core, &one);
  return sched_setaffinity(0, sizeof(one), &one) == 0;
}

// As the system writes it; empty where it does not tell.
std::string highest_clock_rate(int core) {
  std::ifstream file("/sys/devices/system/cpu/cpu" + std::to_string(core) +
                     "/cpufreq/cpuinfo_max_freq");
  std::string rate;
  std::getline(file, rate);
  return rate;
}

// `first` and those of `allowed` that are alike, the next higher numbers first.
std::vector<int> cores_like(int first, const cpu_set_t& allowed) {
  const std::string rate = highest_clock_rate(first);
  std::vector<int> cores{first};
  for (int step = 1; step < CPU_SETSIZE && cores.size() < kMostCores; ++step) {
    const int core = (first + step) % CPU_SETSIZE;
    if (CPU_ISSET(core, &allowed) && highest_clock_rate(core) == rate) cores.push_back(core);
  }
  return cores;
}

}  // namespace

PinnedThread::PinnedThread() {
  cpu_set_t allowed;
  const int core = sched_getcpu();
  if (core < 0 || core >= CPU_SETSIZE || sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
    return;
  if (!run_on(core)) return;
  cores_ = cores_like(core, allowed);
  allowed_.assign(allowed.__bits, allowed.__bits + sizeof(allowed) / sizeof(allowed.__bits[0]));
}

void PinnedThread::next_core() {
  if (cores_.size() < 2) return;
  const size_t next = (at_ + 1) % cores_.size();
  if (run_on(cores_[next])) at_ = next;
}

PinnedThread::~PinnedThread() {
  if (!allowed_.empty())
    sched_setaffinity(0, allowed_.size() * sizeof(allowed_[0]),
                      reinterpret_cast<const cpu_set_t*>(allowed_.data()));
}

}  // namespace sprint
