#include "sprint/samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "data/content_hash.h"
#include "data/npy.h"
#include "data/test_pictures.h"

namespace sprint {
namespace {

namespace fs = std::filesystem;
using data::write_file;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

template <typename F>
std::string error_of(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    EXPECT_NE(error.code(), ErrorCode::internal);
    return error.what();
  }
  return "no error";
}

class Samples : public testing::Test {
 protected:
  // Writes a file below the folder, with the sub-folders that it needs.
  std::string file(const std::string& name, std::string_view bytes) {
    const fs::path path = fs::path(root()) / name;
    fs::create_directories(path.parent_path());
    write_file(path.string(), bytes);
    return path.string();
  }

  std::string npy(const std::string& name, const Tensor& tensor) {
    const std::string path = file(name, "");
    save_npy(path, tensor);
    return path;
  }

  std::string root() const { return folder_.path() + "/data"; }
  std::string error_of_open() const {
    return error_of([&] { open_samples(root()); });
  }

 private:
  TemporaryFolder folder_;
};

std::vector<std::string> names(const SampleSet& set) {
  std::vector<std::string> paths;
  for (const Sample& sample : set.samples) {
    paths.push_back(fs::relative(sample.path, set.folder).string());
  }
  return paths;
}

TEST(ContentHash, TellsContentsApart) {
  std::set<uint64_t> hashes;
  const std::string text(40, '\0');
  for (size_t size = 0; size <= text.size(); ++size) {
    hashes.insert(data::content_hash(std::string_view(text).substr(0, size)));
  }
  for (size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string changed = text;
    changed[bit / 8] = static_cast<char>(1U << (bit % 8));
    hashes.insert(data::content_hash(changed));
  }
  EXPECT_EQ(hashes.size(), 41U + 320U);
}

TEST(ContentHash, FlipsHalfOfTheBits) {
  const std::string text = "the quick brown fox jumps over it";
  int flipped = 0;
  for (size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string changed = text;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1U << (bit % 8)));
    flipped += std::popcount(data::content_hash(text) ^ data::content_hash(changed));
  }
  EXPECT_NEAR(static_cast<double>(flipped) / static_cast<double>(text.size() * 8), 32.0, 1.5);
}

TEST(ContentHash, StaysAsItIs) {
  // A split must not change between versions and machines.
  EXPECT_EQ(data::content_hash(""), 0x7ab40e090f363a7dU);
  EXPECT_EQ(data::content_hash("sprint"), 0x6b531bd9d645fba7U);
  EXPECT_EQ(data::content_hash("calibration and held-out", 7), 0xea4c5b67ba0a8625U);
}

TEST_F(Samples, FlatFolder) {
  file("b.jpg", "b");
  file("a.PNG", "a");
  file("c.npy", "c");
  file("d.pb", "d");
  file(".hidden", "h");
  const SampleSet set = open_samples(root());
  EXPECT_FALSE(set.labelled());
  EXPECT_THAT(names(set), ElementsAre("a.PNG", "b.jpg", "c.npy", "d.pb"));
  EXPECT_EQ(set.samples[0].label, -1);
  EXPECT_EQ(set.samples[0].content_hash, data::content_hash("a"));
}

TEST_F(Samples, OneFolderPerClass) {
  file("cat/1.png", "1");
  file("cat/2.png", "2");
  file("bird/x.npy", "3");
  fs::create_directories(root() + "/dog");
  fs::create_directories(root() + "/.git");
  const SampleSet set = open_samples(root());
  EXPECT_THAT(set.labels, ElementsAre("bird", "cat", "dog"));
  EXPECT_THAT(names(set), ElementsAre("bird/x.npy", "cat/1.png", "cat/2.png"));
  EXPECT_EQ(set.samples[0].label, 0);
  EXPECT_EQ(set.samples[2].label, 1);
}

TEST_F(Samples, FoldersWithInputFilesAreSamples) {
  file("test_data_set_0/input_0.pb", "a");
  file("test_data_set_0/input_1.pb", "b");
  file("test_data_set_0/output_0.pb", "c");
  file("test_data_set_1/input_0.pb", "a");
  file("test_data_set_1/input_1.pb", "x");
  const SampleSet set = open_samples(root());
  EXPECT_FALSE(set.labelled());
  EXPECT_THAT(names(set), ElementsAre("test_data_set_0", "test_data_set_1"));
  EXPECT_NE(set.samples[0].content_hash, set.samples[1].content_hash);
}

TEST_F(Samples, ClassesMayHoldSampleFolders) {
  file("yes/s0/input_0.npy", "a");
  file("no/s0/input_0.npy", "b");
  const SampleSet set = open_samples(root());
  EXPECT_THAT(set.labels, ElementsAre("no", "yes"));
  EXPECT_THAT(names(set), ElementsAre("no/s0", "yes/s0"));
  EXPECT_EQ(set.samples[1].label, 1);
}

TEST_F(Samples, AFolderMayBeOneSampleItself) {
  file("input_0.npy", "a");
  file("input_ids.npy", "b");
  EXPECT_THAT(open_samples(root()).samples, SizeIs(1));
}

TEST_F(Samples, LinksAreFollowed) {
  const std::string path = file("elsewhere/cat/1.png", "1");
  const std::string linked = root() + "/linked";
  fs::create_directories(linked);
  fs::create_directory_symlink(root() + "/elsewhere/cat", linked + "/cat");
  const SampleSet set = open_samples(linked);
  EXPECT_THAT(set.labels, ElementsAre("cat"));
  EXPECT_EQ(set.samples.at(0).content_hash, data::content_hash("1"));
  fs::create_symlink(root() + "/nothing.png", linked + "/cat/2.png");
  EXPECT_THAT(error_of([&] { open_samples(linked); }),
              HasSubstr("2.png: cannot be read: it is a link"));
}

TEST_F(Samples, SaysThatAFileIsNoSample) {
  file("notes.txt", "words");
  EXPECT_THAT(error_of([&] {
                load_sample({root() + "/notes.txt"}, {}, {{"x", DType::float32, {1}}});
              }),
              HasSubstr("notes.txt: is no sample; expected .jpg"));
}

TEST_F(Samples, SaysWhatIsWrongWithAFolder) {
  EXPECT_THAT(error_of_open(), HasSubstr("does not exist"));
  fs::create_directories(root());
  EXPECT_THAT(error_of_open(), HasSubstr("holds no samples"));
  file("a.png", "a");
  file("README.txt", "words");
  EXPECT_THAT(error_of_open(), HasSubstr("README.txt: is no sample"));
  fs::remove(root() + "/README.txt");
  file("cat/b.png", "b");
  EXPECT_THAT(error_of_open(), HasSubstr("holds both samples"));
  fs::remove(root() + "/a.png");
  file("cat/deep/c.png", "c");
  EXPECT_THAT(error_of_open(), HasSubstr("within the class folder 'cat'"));
  EXPECT_THAT(error_of([&] { open_samples(root() + "/cat/b.png"); }), HasSubstr("is not a folder"));
  file("mixed/input_0.pb", "a");
  file("mixed/picture.png", "a");
  EXPECT_THAT(error_of_open(), HasSubstr("picture.png: is neither an input"));
}

SampleSet numbered(const std::vector<int>& labels) {
  SampleSet set{"set", {"a", "b", "c"}, {}};
  for (size_t i = 0; i < labels.size(); ++i) {
    set.samples.push_back({std::to_string(i), labels[i], data::content_hash(std::to_string(i))});
  }
  return set;
}

TEST(SplitSamples, GivesEveryClassItsShare) {
  std::vector<int> labels(60, 0);
  labels.insert(labels.end(), 30, 1);
  labels.insert(labels.end(), 10, 2);
  const Split split = split_samples(numbered(labels), 0.3);
  std::vector<int> counts(3);
  for (const Sample& sample : split.calibration.samples)
    ++counts[static_cast<size_t>(sample.label)];
  EXPECT_THAT(counts, ElementsAre(18, 9, 3));
  EXPECT_THAT(split.held_out.samples, SizeIs(70));
  EXPECT_EQ(split.held_out.labels, split.calibration.labels);
}

TEST(SplitSamples, IsTheSameForTheSameSeedOnly) {
  const SampleSet set = numbered(std::vector<int>(50, 0));
  const auto paths = [&](uint64_t seed) {
    return names(split_samples(set, 0.5, seed).calibration);
  };
  EXPECT_EQ(paths(0), paths(0));
  EXPECT_NE(paths(0), paths(1));
  SampleSet renamed = set;
  std::reverse(renamed.samples.begin(), renamed.samples.end());
  const Split again = split_samples(renamed, 0.5, 0);
  std::set<uint64_t> hashes, expected;
  for (const Sample& sample : again.calibration.samples) hashes.insert(sample.content_hash);
  for (const Sample& sample : split_samples(set, 0.5, 0).calibration.samples) {
    expected.insert(sample.content_hash);
  }
  EXPECT_EQ(hashes, expected);
}

TEST(SplitSamples, KeepsEqualContentsTogether) {
  SampleSet set = numbered(std::vector<int>(40, 0));
  for (size_t i = 0; i < 40; ++i) set.samples[i].content_hash = data::mix_bits(i / 4);
  const Split split = split_samples(set, 0.5);
  EXPECT_THAT(split.calibration.samples, SizeIs(20));
  std::set<uint64_t> calibration;
  for (const Sample& sample : split.calibration.samples) calibration.insert(sample.content_hash);
  for (const Sample& sample : split.held_out.samples) {
    EXPECT_FALSE(calibration.contains(sample.content_hash));
  }
}

TEST(SplitSamples, LeavesNeitherSideEmpty) {
  for (const double share : {0.001, 0.5, 0.999}) {
    for (const auto& labels :
         std::vector<std::vector<int>>{{-1, -1}, {0, 1}, {0, 1, 2}, {0, 0, 1}}) {
      const Split split = split_samples(numbered(labels), share);
      EXPECT_FALSE(split.calibration.samples.empty()) << share;
      EXPECT_FALSE(split.held_out.samples.empty()) << share;
    }
  }
}

TEST(SplitSamples, RefusesWhatCannotBeSplit) {
  EXPECT_THAT(error_of([] { split_samples(numbered({0}), 0.5); }), HasSubstr("at least 2"));
  SampleSet equal = numbered({0, 0});
  equal.samples[1].content_hash = equal.samples[0].content_hash;
  EXPECT_THAT(error_of([&] { split_samples(equal, 0.5); }), HasSubstr("1 different sample"));
  for (const double share : {0.0, 1.0, -1.0, std::nan("")}) {
    EXPECT_THAT(error_of([&] { split_samples(numbered({0, 1}), share); }), HasSubstr("share"));
  }
}

const TensorSpec kFloats{"x", DType::float32, {-1, 2, 3}};
const TensorSpec kInts{"ids", DType::int64, {1, 4}};

class LoadSample : public Samples {
 protected:
  static std::vector<Tensor> load(const std::string& path, const std::vector<TensorSpec>& inputs) {
    return load_sample({path, -1, 0}, Preprocess{}, inputs);
  }
  static std::string error_for(const std::string& path, const std::vector<TensorSpec>& inputs) {
    return error_of([&] { load(path, inputs); });
  }
};

TEST_F(LoadSample, ReadsPicturesThroughTheSpec) {
  const std::string path = file("p.png", data::png_file(data::formula_image(6, 5)));
  const auto tensors = load(path, {{"image", DType::float32, {1, 3, 4, 4}}});
  ASSERT_THAT(tensors, SizeIs(1));
  EXPECT_EQ(tensors[0].data, preprocess_image(data::formula_image(6, 5), Preprocess{},
                                              {"image", DType::float32, {1, 3, 4, 4}})
                                 .data);
  EXPECT_THAT(error_for(path, {kFloats, kInts}), HasSubstr("p.png: fills one input"));
  EXPECT_THAT(error_for(path, {kInts}), HasSubstr("p.png: input 'ids' int64 [1, 4]: expected"));
}

TEST_F(LoadSample, ReadsTensorsWithAndWithoutABatch) {
  const std::string with = npy("with.npy", Tensor(DType::float32, {1, 2, 3}));
  const std::string without = npy("without.npy", Tensor(DType::float32, {2, 3}));
  EXPECT_THAT(load(with, {kFloats}).at(0).dims, ElementsAre(1, 2, 3));
  EXPECT_THAT(load(without, {kFloats}).at(0).dims, ElementsAre(1, 2, 3));
  EXPECT_THAT(error_for(without, {{"x", DType::float32, {2, 2, 3}}}),
              HasSubstr("without.npy: input 'x' takes float32 [2, 2, 3], got float32 [2, 3]"));
}

TEST_F(LoadSample, ReadsTensorProtos) {
  // dims 2 and 2, data_type int64, raw_data of four elements.
  std::string proto("\x08\x02\x08\x02\x10\x07\x4a\x20", 8);
  for (const char element : {3, 1, 4, 2}) proto.append(1, element).append(7, '\0');
  const std::string path = file("x.pb", proto);
  const TensorSpec ids{"ids", DType::int64, {-1, 2, 2}};
  const auto tensors = load(path, {ids});
  EXPECT_THAT(tensors.at(0).dims, ElementsAre(1, 2, 2));
  EXPECT_THAT(to_floats(tensors[0]), ElementsAre(3, 1, 4, 2));
  for (size_t size = 0; size < proto.size(); ++size) {
    EXPECT_THAT(error_for(file("cut.pb", proto.substr(0, size)), {ids}), HasSubstr("cut.pb: "))
        << size;
  }
  EXPECT_THAT(error_for(file("string.pb", std::string("\x10\x08\x32\x01z", 5)), {ids}),
              HasSubstr("string.pb: "));
}

TEST_F(LoadSample, SaysWhatDoesNotFit) {
  const std::string shape = npy("shape.npy", Tensor(DType::float32, {1, 2, 4}));
  EXPECT_THAT(error_for(shape, {kFloats}),
              HasSubstr("shape.npy: input 'x' takes float32 [?, 2, 3], got float32 [1, 2, 4]"));
  const std::string type = npy("type.npy", Tensor(DType::float64, {1, 2, 3}));
  EXPECT_THAT(error_for(type, {kFloats}), HasSubstr("got float64 [1, 2, 3]"));
}

TEST_F(LoadSample, ReadsFoldersByIndexAndByName) {
  npy("s/input_0.npy", Tensor(DType::float32, {1, 2, 3}));
  npy("s/input_ids.npy", Tensor(DType::int64, {4}));
  npy("s/output_0.npy", Tensor(DType::float32, {1}));
  const auto tensors = load(root() + "/s", {kFloats, kInts});
  ASSERT_THAT(tensors, SizeIs(2));
  EXPECT_EQ(tensors[0].dtype, DType::float32);
  EXPECT_THAT(tensors[1].dims, ElementsAre(1, 4));
  EXPECT_THAT(error_for(root() + "/s", {kFloats}), HasSubstr("holds 2 input(s)"));
  EXPECT_THAT(error_for(root() + "/s", {kFloats, {"mask", DType::int64, {1, 4}}}),
              HasSubstr("holds neither input_1.npy (or .pb) nor input_mask.npy"));
}

TEST_F(LoadSample, ReadsTheSharedPictures) {
  const char* shared = std::getenv("SPRINT_SHARED_DATA");
  const std::string folder =
      std::string(shared != nullptr ? shared : SPRINT_SOURCE_DIR "/../shared/data") +
      "/ultraface/images";
  if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not there";
  const SampleSet set = open_samples(folder);
  const Split split = split_samples(set, 0.5);
  EXPECT_EQ(split.calibration.samples.size(), set.samples.size() / 2);
  Preprocess spec;
  spec.resize = ResizeMethod::bilinear;
  spec.mean = {127};
  spec.std = {128};
  for (const Sample& sample : set.samples) {
    const auto tensors = load_sample(sample, spec, {{"input", DType::float32, {1, 3, 240, 320}}});
    const auto values = tensors.at(0).as<float>();
    EXPECT_GT(*std::max_element(values.begin(), values.end()), 0.5F) << sample.path;
    EXPECT_LE(*std::max_element(values.begin(), values.end()), 1.0F) << sample.path;
    EXPECT_LT(*std::min_element(values.begin(), values.end()), -0.5F) << sample.path;
  }
}

}  // namespace
}  // namespace sprint
