# cmake -DSOURCE=… -DTARGET=… -P embed.cmake: a text file as a C++ string. A literal may have 64 KiB
# (C++ [implimits]), so it is cut into lines.
file(READ ${SOURCE} text)
string(REPLACE "\\" "\\\\" text "${text}")
string(REPLACE "\"" "\\\"" text "${text}")
string(REPLACE "\n" "\\n\"\n    \"" text "${text}")
file(WRITE ${TARGET}.new "#pragma once\n\n#include <string_view>\n\nnamespace spoke::factory {\n\n"
     "inline constexpr std::string_view k_runner_text =\n    \"${text}\";\n\n}  // namespace spoke::factory\n")
file(RENAME ${TARGET}.new ${TARGET})
