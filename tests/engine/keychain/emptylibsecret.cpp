// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
extern "C" int droverEmptyLibsecret();

int droverEmptyLibsecret()
{
    return 0;
}
