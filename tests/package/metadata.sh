#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
# metadata.sh SOURCE BUILD: what desktops and software centres read, judged by their own validators.
set -euo pipefail
id=io.github.drover.Drover
desktop="$1/packaging/desktop/$id.desktop"
desktop-file-validate --no-hints "$desktop"
appstreamcli validate --no-net "$2/packaging/desktop/$id.metainfo.xml"
grep -qx "Icon=$id" "$desktop"
echo "valid"
