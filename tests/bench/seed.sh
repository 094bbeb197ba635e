#!/bin/sh
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
# Fills a Redis for measurements of reading: seed.sh SOCKET QUEUE STATE COUNT. States: failed completed wait delayed.
set -eu
socket=$1 queue=$2 state=$3 count=$4
here=$(dirname "$0")
now=$(date +%s)000
from=1
while [ "$from" -le "$count" ]; do
    to=$((from + 9999))
    [ "$to" -le "$count" ] || to=$count
    redis-cli -s "$socket" --eval "$here/../support/seedjobs.lua" "bull:$queue:" , \
        "$state" "$from" "$to" "$((now - (count - to) * 50))" >/dev/null
    from=$((to + 1))
done
echo "bull:$queue: $count jobs in $state"
