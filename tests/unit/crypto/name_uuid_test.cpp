#include "crypto/name_uuid.hpp"

#include <gtest/gtest.h>

namespace spoke::crypto {

// RFC 9562 §A.4: version 5 of "www.example.com" in the DNS namespace.
TEST(NameUuid, the_example_of_RFC_9562_holds) {
    EXPECT_EQ(name_uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"),
              "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

}  // namespace spoke::crypto
