#!/usr/bin/env bash
# Builds everything and runs all tests; the last line says how many passed and failed over all projects.
set -uo pipefail
cd "$(dirname "$0")"
results=$(mktemp -d)
brokers=$(mktemp -d)
trap '.ci/kafka down "$brokers" >/dev/null 2>&1; rm -rf "$results" "$brokers" 2>/dev/null' EXIT

dotnet build AkkaStreamProc.sln --nologo -v quiet || exit 1

status=0
run() { # TITLE PROJECT ARGS...
  local title=$1 project=$2
  shift 2
  echo "== $title"
  dotnet test "$project" --no-build --nologo -v quiet --logger "console;verbosity=minimal" --logger "trx;LogFileName=$title.trx" --results-directory "$results" "$@" || status=1
}

# A real Kafka beside the repository takes what is said of brokers too; one at KAFKA_BOOTSTRAP goes before it.
real=
if [ -n "${KAFKA_BOOTSTRAP:-}" ]; then
  :
elif .ci/kafka there; then
  real=yes
else
  echo "There is no Kafka in ../shared/kafka; specs and chaos run against the embedded broker alone."
fi

# One project after the other: several start brokers and host processes, and some have time-outs.
for project in tests/*/*.csproj; do
  name=$(basename "$(dirname "$project")")
  # Its specs run on both kinds of brokers side by side, below.
  [ "$real" ] && [ "$name" = Kafka.Conformance ] && continue
  run "$name" "$project" "$@"
done

if [ "$real" ]; then
  if bootstrap=$(.ci/kafka up "$brokers"); then
    export KAFKA_BOOTSTRAP=$bootstrap KAFKA_OUTAGE_BEGINS="$PWD/.ci/kafka outage-begins $brokers" KAFKA_OUTAGE_ENDS="$PWD/.ci/kafka outage-ends $brokers"
    run Kafka.Conformance tests/Kafka.Conformance "$@"
    # Those that are about rights start a broker of their own, and have run above.
    specs=("$@")
    [ $# -gt 0 ] || specs=(--filter FullyQualifiedName!~KafkaRightsSpecs)
    run Kafka.Specs-real tests/Kafka.Specs "${specs[@]}"
    chaos=("$@")
    [ $# -gt 0 ] || chaos=(--filter FullyQualifiedName~GivenBrokersTests)
    run Chaos-real tests/Chaos "${chaos[@]}"
    .ci/kafka down "$brokers"
  else
    echo "The Kafka in ../shared/kafka does not start."
    status=1
  fi
fi

sum() { cat "$results"/*.trx 2>/dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ s += $1 } END { print s + 0 }'; }
passed=$(sum passed)
failed=$(sum failed)
[ "$failed" -gt 0 ] && status=1
[ "$passed" -eq 0 ] && status=1
echo "$passed passed, $failed failed"
exit $status
