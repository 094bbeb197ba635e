// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/runner.h"

int main(int argc, char** argv)
{
    return drover::cli::run(argc, argv);
}
