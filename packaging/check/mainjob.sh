#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
#
# mainjob.sh BIN NODE_MODULES [--producer drover|npm] [--tls]: the main job from end to end. A thousand mails are added, run
# by local workers; the failed ones are grouped by cause; the causes that can be mended are mended and their jobs retried; at
# the end the npm package counts the same. With --tls on a redis-server of its own, over TLS with a password; without, on
# Drover's embedded Redis.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
driver="$here/../../tests/interop/driver.js"
drover="$1/drover"
export NODE_PATH="$2"
shift 2
producer=drover
tls=no
while (($#)); do
    case "$1" in
        --producer) producer="$2"; shift ;;
        --tls) tls=yes ;;
        *) echo "unknown option $1" >&2; exit 64 ;;
    esac
    shift
done

work="$(mktemp -d)"
server=""
finish() {
    local code=$?
    if [[ -n "$server" ]]; then kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; fi
    if ((code != 0)); then tail -n 20 "$work"/*.err >&2 || true; fi
    rm -rf "$work"
    exit $code
}
trap finish EXIT
export XDG_DATA_HOME="$work/data" XDG_CONFIG_HOME="$work/config" XDG_CACHE_HOME="$work/cache" XDG_STATE_HOME="$work/state"
export DROVER_CHECK_OUTSIDE="$work/outside"
unset DROVER_REDIS_URL
mkdir -p "$DROVER_CHECK_OUTSIDE"
touch "$DROVER_CHECK_OUTSIDE/smtp" "$DROVER_CHECK_OUTSIDE/templates"

fail() { echo "mainjob: $1" >&2; exit 1; }
# field JSON-PATH: one value of the JSON on standard input.
field() { node -e 'const v = JSON.parse(require("fs").readFileSync(0)); console.log(eval("v" + process.argv[1]))' "$1"; }
expect() { [[ "$2" == "$3" ]] || fail "$1: expected $3, got $2"; }

start_embedded() {
    "$drover" redis --dir "$work/redis" --json >"$work/redis.out" 2>"$work/redis.err" &
    server=$!
    for _ in $(seq 200); do [[ -s "$work/redis.out" ]] && break; sleep 0.05; done
    url="$(field .url <"$work/redis.out")"
    local socket="${url#unix://}"
    connection="{\"path\":\"${socket%%\?*}\"}"
    drover() { "$drover" "$@" --connect "$url"; }
    drover_work() { "$drover" work "$1" --connect "$url" "${@:2}"; }
}

start_tls() {
    local port
    password=correct-horse
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
        -keyout "$work/key.pem" -out "$work/cert.pem" 2>"$work/openssl.err"
    port="$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')"
    redis-server --port 0 --tls-port "$port" --bind 127.0.0.1 --tls-cert-file "$work/cert.pem" --tls-key-file "$work/key.pem" \
        --tls-ca-cert-file "$work/cert.pem" --tls-auth-clients no --requirepass "$password" --dir "$work" --save "" \
        --maxmemory-policy noeviction >"$work/redis.err" 2>&1 &
    server=$!
    for _ in $(seq 200); do
        grep -q 'Ready to accept' "$work/redis.err" && break
        kill -0 "$server" 2>/dev/null || fail "redis-server did not start on port $port"
        sleep 0.05
    done
    url="rediss://localhost:$port/0?ca=$work/cert.pem"
    # By its number: Node takes the first address of a name, which may be the one of IPv6 where nobody listens.
    connection="{\"host\":\"127.0.0.1\",\"port\":$port,\"password\":\"$password\",\"tls\":{\"ca\":$(node -p \
        'JSON.stringify(require("fs").readFileSync(process.argv[1], "utf8"))' "$work/cert.pem")}}"
    drover() { "$drover" "$@" --connect "$url" --password-stdin <<<"$password"; }
    drover_work() { "$drover" work "$1" --connect "$url" --password-stdin "${@:2}" <<<"$password"; }
}

npm_counts() { node "$driver" "$connection" '{"cmd":"counts","queue":"mail"}'; }
run_workers() {
    local code=0
    drover_work mail --node "$here/processor.js" --concurrency 10 --until-empty --json >"$work/work.out" 2>"$work/work.err" || code=$?
    expect "exit code of work ($1)" "$code" "$2"
}

if [[ "$tls" == yes ]]; then start_tls; else start_embedded; fi
awk -f "$here/jobs.awk" >"$work/jobs.ndjson"

echo "Adding 1,000 jobs ($producer)"
if [[ "$producer" == npm ]]; then
    node -e 'const lines = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map(JSON.parse);
        console.log(JSON.stringify({id: 1, cmd: "addBulk", queue: "mail", jobs: lines}))' "$work/jobs.ndjson" >"$work/command.json"
    expect "ids of npm" "$(node "$driver" "$connection" <"$work/command.json" | grep '"id":1' | field .value | field .length)" 1000
else
    expect "ids of add" "$(drover add mail mail --bulk "$work/jobs.ndjson" --json 2>"$work/add.err" | field .ids.length)" 1000
fi

echo "Running them on 10 local Node workers"
run_workers "something fails" 1
drover failures mail --json >"$work/failures.json" 2>"$work/failures.err"
echo "Failures by cause:"
node -e 'for (const g of JSON.parse(require("fs").readFileSync(0))) console.log(String(g.count).padStart(6), " ", g.cause)' <"$work/failures.json"
expect "groups of failures" "$(field .length <"$work/failures.json")" 3
failed="$(npm_counts | field .failed)"
expect "failures counted by npm" "$(field '.reduce((sum, group) => sum + group.count, 0)' <"$work/failures.json")" "$failed"

echo "Mending two causes, retrying their jobs"
rm "$DROVER_CHECK_OUTSIDE"/*
for cause in ECONNREFUSED "not found"; do
    drover retry mail --state failed --match "$cause" --reset-attempts --json >"$work/retry.json" 2>"$work/retry.err"
    [[ "$(field .matched <"$work/retry.json")" == "$(field .done <"$work/retry.json")" ]] || fail "retry: $(cat "$work/retry.json")"
done
run_workers "everything left succeeds" 0

ours="$(drover counts mail --json 2>"$work/counts.err")"
npm="$(npm_counts)"
for state in waiting active delayed prioritized completed failed waiting-children; do
    expect "$state, counted by npm" "$(field "[\"$state\"]" <<<"$ours")" "$(field "[\"$state\"]" <<<"$npm")"
done
expect "failed at the end" "$(field .failed <<<"$npm")" 10
expect "completed at the end" "$(field .completed <<<"$npm")" 990
echo "drover and npm agree: $npm"
