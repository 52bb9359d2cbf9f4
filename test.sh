#!/usr/bin/env bash
# Builds everything and runs all tests; the last line says how many passed and failed over all projects.
set -uo pipefail
cd "$(dirname "$0")"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

dotnet build AkkaStreamProc.sln --nologo -v quiet || exit 1

status=0
# One project after the other: several start brokers and host processes, and some have time-outs.
for project in tests/*/*.csproj; do
  name=$(basename "$(dirname "$project")")
  echo "== $name"
  dotnet test "$project" --no-build --nologo -v quiet --logger "console;verbosity=minimal" --logger "trx;LogFileName=$name.trx" --results-directory "$results" "$@" || status=1
done

sum() { cat "$results"/*.trx 2>/dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ s += $1 } END { print s + 0 }'; }
passed=$(sum passed)
failed=$(sum failed)
[ "$failed" -gt 0 ] && status=1
[ "$passed" -eq 0 ] && status=1
echo "$passed passed, $failed failed"
exit $status
