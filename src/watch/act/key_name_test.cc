#include "watch/act/key_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xkbcommon/xkbcommon-keysyms.h>

#include "sprint/error.h"

namespace sprint::watch {
namespace {

std::string message_of(std::string_view name) {
  try {
    key_symbol(name);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

TEST(KeyName, KnowsTheNamesOfPydirectinput) {
  EXPECT_EQ(key_symbol("z"), static_cast<uint32_t>(XKB_KEY_z));
  EXPECT_EQ(key_symbol("Z"), static_cast<uint32_t>(XKB_KEY_z));
  EXPECT_EQ(key_symbol("0"), static_cast<uint32_t>(XKB_KEY_0));
  EXPECT_EQ(key_symbol("-"), static_cast<uint32_t>(XKB_KEY_minus));
  EXPECT_EQ(key_symbol("`"), static_cast<uint32_t>(XKB_KEY_grave));
  EXPECT_EQ(key_symbol("space"), static_cast<uint32_t>(XKB_KEY_space));
  EXPECT_EQ(key_symbol("f1"), static_cast<uint32_t>(XKB_KEY_F1));
  EXPECT_EQ(key_symbol("F12"), static_cast<uint32_t>(XKB_KEY_F12));
  EXPECT_EQ(key_symbol("shift"), static_cast<uint32_t>(XKB_KEY_Shift_L));
  EXPECT_EQ(key_symbol("enter"), static_cast<uint32_t>(XKB_KEY_Return));
  EXPECT_EQ(key_symbol("tab"), static_cast<uint32_t>(XKB_KEY_Tab));
  EXPECT_EQ(key_symbol("up"), static_cast<uint32_t>(XKB_KEY_Up));
  EXPECT_EQ(key_symbol("delete"), static_cast<uint32_t>(XKB_KEY_Delete));
  EXPECT_EQ(key_symbol("pause"), static_cast<uint32_t>(XKB_KEY_Pause));
  EXPECT_EQ(key_symbol("numpad7"), static_cast<uint32_t>(XKB_KEY_KP_7));
}

TEST(KeyName, KnowsTheNamesOfKeysyms) {
  EXPECT_EQ(key_symbol("Page_Up"), static_cast<uint32_t>(XKB_KEY_Page_Up));
  EXPECT_EQ(key_symbol("control_r"), static_cast<uint32_t>(XKB_KEY_Control_R));
  EXPECT_EQ(key_symbol("KP_Enter"), static_cast<uint32_t>(XKB_KEY_KP_Enter));
  EXPECT_EQ(key_symbol("adiaeresis"), static_cast<uint32_t>(XKB_KEY_adiaeresis));
}

TEST(KeyName, NamesTheNearestOfAnUnknownKey) {
  EXPECT_EQ(message_of("spcae"), "there is no key 'spcae'; did you mean 'space'?");
  EXPECT_EQ(message_of("numpd7"), "there is no key 'numpd7'; did you mean 'numpad7'?");
  EXPECT_EQ(message_of("pasue"), "there is no key 'pasue'; did you mean 'Pause'?");
  for (const char* name : {"", " ", "0x7a", "zz\n", "NoSymbol", "VoidSymbol"}) {
    EXPECT_THAT(message_of(name), ::testing::HasSubstr("did you mean")) << name;
  }
}

}  // namespace
}  // namespace sprint::watch
