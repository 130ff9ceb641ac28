#include "support/builder_process.hpp"

#include <gtest/gtest.h>

/// Not a test: what the builder process of the other tests runs.
TEST(BuilderProcess, DISABLED_serves) {
    spoke::tests::serve_as_builder();
}
