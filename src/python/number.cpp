#include "python/number.hpp"
