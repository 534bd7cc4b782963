#include "data/npy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/error.h"
#include "base/temporary_folder.h"

namespace sprint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A file of format version `version` as NumPy writes it, but without padding.
std::string npy(std::string_view header, std::string_view elements, char version = 1) {
  std::string text = "\x93NUMPY";
  text += version;
  text += '\0';
  for (int byte = 0; byte < (version == 1 ? 2 : 4); ++byte) {
    text += static_cast<char>(header.size() >> (8 * byte));
  }
  return text.append(header).append(elements);
}

std::string error_of(std::string_view bytes) {
  try {
    parse_npy(bytes);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_input);
    return error.what();
  }
  return "no error";
}

template <typename T>
Tensor tensor_of(DType dtype, std::vector<int64_t> dims, const std::vector<T>& values) {
  Tensor tensor(dtype, std::move(dims));
  std::copy(values.begin(), values.end(), tensor.as<T>().begin());
  return tensor;
}

TEST(Npy, ReadsEveryVersion) {
  const std::string_view one("\x00\x00\xc0\x3f", 4);
  for (const char version : {1, 2, 3}) {
    const Tensor tensor = parse_npy(
        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }   \n", one, version));
    EXPECT_EQ(tensor.dtype, DType::float32);
    EXPECT_THAT(tensor.dims, ElementsAre(1));
    EXPECT_THAT(to_floats(tensor), ElementsAre(1.5F));
  }
}

TEST(Npy, ReadsHalvesAndBooleans) {
  const Tensor halves = parse_npy(npy("{'descr': '<f2', 'fortran_order': False, 'shape': (3,), }\n",
                                      std::string_view("\x00\x38\x00\xc0\xff\x7b", 6)));
  EXPECT_EQ(halves.dtype, DType::float16);
  EXPECT_THAT(to_floats(halves), ElementsAre(0.5F, -2.0F, 65504.0F));
  const Tensor flags = parse_npy(npy("{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }\n",
                                     std::string_view("\x01\x00", 2)));
  EXPECT_EQ(flags.dtype, DType::boolean);
  EXPECT_THAT(to_floats(flags), ElementsAre(1.0F, 0.0F));
}

TEST(Npy, TurnsFortranOrderIntoCOrder) {
  // numpy: np.arange(6, dtype='<i2').reshape(2, 3), stored column by column.
  const Tensor tensor =
      parse_npy(npy("{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3), }\n",
                    std::string_view("\0\0\3\0\1\0\4\0\2\0\5\0", 12)));
  EXPECT_THAT(tensor.dims, ElementsAre(2, 3));
  EXPECT_THAT(to_floats(tensor), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(Npy, ReadsScalarsAndEmptyArraysAndKeysInAnyOrder) {
  EXPECT_THAT(to_floats(parse_npy(npy(R"({"shape":(),"fortran_order":False,"descr":"|u1"})", "A"))),
              ElementsAre(65));
  const Tensor empty =
      parse_npy(npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 0, 3), }\n", ""));
  EXPECT_THAT(empty.dims, ElementsAre(2, 0, 3));
}

TEST(Npy, ComesBackAsItWasWritten) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/array.npy";
  for (const auto& dims :
       std::vector<std::vector<int64_t>>{{}, {6}, {2, 3}, {1, 2, 3, 1}, {0, 4}}) {
    for (const DType dtype : {DType::float32, DType::float16, DType::float64, DType::boolean,
                              DType::int8, DType::uint64, DType::complex64}) {
      Tensor tensor(dtype, dims);
      for (size_t i = 0; i < tensor.data.size(); ++i) tensor.data[i] = std::byte(i % 2);
      save_npy(path, tensor);
      const Tensor again = load_npy(path);
      EXPECT_EQ(again.dtype, tensor.dtype);
      EXPECT_EQ(again.dims, tensor.dims);
      EXPECT_EQ(again.data, tensor.data);
    }
  }
}

TEST(Npy, WritesTheBytesThatNumPyWrites) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/array.npy";
  save_npy(path, tensor_of<uint8_t>(DType::uint8, {3}, {7, 8, 9}));
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }";
  header.resize(117, ' ');
  EXPECT_EQ(text.str(), npy(header + "\n", "\x07\x08\x09"));
}

TEST(Npy, RefusesWhatItCannotRead) {
  const auto with_descr = [](std::string_view descr) {
    return error_of(npy(
        fmt::format("{{'descr': {}, 'fortran_order': False, 'shape': (1,), }}\n", descr), "1234"));
  };
  EXPECT_THAT(with_descr("'>f4'"), HasSubstr("'>f4' are big-endian"));
  EXPECT_THAT(with_descr("'|O'"), HasSubstr("type '|O' are not supported"));
  EXPECT_THAT(with_descr("'<U1'"), HasSubstr("type '<U1' are not supported"));
  EXPECT_THAT(with_descr("'?f4'"), HasSubstr("byte order"));
  EXPECT_THAT(with_descr("''"), HasSubstr("'descr' is empty"));
  EXPECT_THAT(with_descr("[('a', '<f4')]"), HasSubstr("records"));
  EXPECT_THAT(error_of("PNG"), HasSubstr("is not a .npy file"));
  EXPECT_THAT(error_of(npy("{}", "", 4)), HasSubstr("version 4"));
}

TEST(Npy, RefusesShapesThatDoNotFitTheFile) {
  const auto with_shape = [](std::string_view shape) {
    return error_of(npy(
        fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': {}, }}\n", shape), "1234"));
  };
  EXPECT_THAT(with_shape("(2,)"), HasSubstr("[2] float32 takes 8 bytes, but the file holds 4"));
  EXPECT_THAT(with_shape("(0,)"), HasSubstr("takes 0 bytes, but the file holds 4"));
  EXPECT_THAT(with_shape("(-1,)"), HasSubstr("negative"));
  EXPECT_THAT(with_shape("(4294967296, 4294967296)"), HasSubstr("64-bit"));
  EXPECT_THAT(with_shape("(99999999999999999999,)"), HasSubstr("expected a number"));
}

TEST(Npy, RefusesEveryCutAndDamagedHeader) {
  const std::string whole =
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }\n", "1234");
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(error_of(std::string_view(whole).substr(0, size)), "no error") << size;
  }
  for (const std::string_view header :
       {"{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", "{'descr",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x", "{'extra': 1}", "",
        "{'descr': '<f4', 'fortran_order': False, 'shape': [1]}"}) {
    EXPECT_THAT(error_of(npy(header, "1234")), HasSubstr("its header is damaged")) << header;
  }
}

TEST(Npy, NamesTheFile) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/bad.npy";
  std::ofstream(path) << "nothing";
  EXPECT_THROW(
      {
        try {
          load_npy(path);
        } catch (const Error& error) {
          EXPECT_THAT(error.what(), HasSubstr(path + ": is not a .npy file"));
          throw;
        }
      },
      Error);
  EXPECT_THROW(save_npy(folder.path() + "/out.npy", Tensor(DType::bfloat16, {1})), Error);
}

}  // namespace
}  // namespace sprint
