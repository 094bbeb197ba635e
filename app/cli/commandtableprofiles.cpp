// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/commandtableparts.h"

namespace drover::cli {

using enum ValueKind;

CommandSpec profilesCommand()
{
    return {"profiles", "List, import and export saved connections",
        "ACTION is one of\n\n"
        "list: the saved connections, and where each has its password from.\n\n"
        "import: save the connections of FILE, which RedisInsight, Another Redis Desktop Manager, RESP.app "
        "or "
        "Drover has exported; - is standard input. Each that cannot be made says why: SSH tunnels, clusters "
        "and "
        "Sentinel are not supported, and what is saved already is not saved twice. --dry-run only shows what "
        "would be made. Passwords of the file are left there unless --with-passwords moves them to the "
        "system's "
        "keychain; they are never written to a file. Commands for passwords are not taken from a file.\n\n"
        "export: write the saved connections to FILE or standard output, without passwords and commands; "
        "import "
        "takes it again.\n\n"
        "Exit code 1 when something of the file could not be made or stored.",
        {{"ACTION", "what to do", false, Choice, {"list", "import", "export"}},
            {"FILE", "what to import, or where to export to", true, Path}},
        {{"dry-run", {}, Flag, "import: only say what would be made"},
            {"with-passwords", {}, Flag, "import: move the file's passwords to the keychain"}},
        {"drover profiles list", "drover profiles import connections.ano --dry-run",
            "drover profiles import RedisInsight_connections.json --with-passwords",
            "drover profiles export connections.json"},
        &runProfiles};
}

} // namespace drover::cli
