#include <vector>

#include "app/program.hpp"

int main(int count, char** arguments) {
    return spoke::app::run_program({arguments + 1, arguments + count});
}
