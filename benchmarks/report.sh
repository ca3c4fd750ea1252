#!/usr/bin/env bash
# Measures everything and writes one report: benchmarks/report.sh [FOLDER], or --tables for the queues' table of README alone.
# Takes an hour (the tables ten minutes); nothing else should run. What is not installed is left out, and said.
set -euo pipefail
cd "$(dirname "$0")/.."

only_tables=false
if [ "${1-}" = "--tables" ]; then
  only_tables=true
  shift
fi

folder=$(realpath -m "${1-benchmarks/results}")
mkdir -p "$folder"
report="$folder/report.md"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# A heading, and what a benchmark writes to its standard output.
measure() {
  local title=$1 project=$2
  shift 2
  echo "$(date +%H:%M:%S) $title" >&2
  printf '\n## %s\n\n' "$title" >>"$report"
  dotnet run -c Release --project "benchmarks/$project" -- "$@" >>"$report" || echo "Not all of it could be measured." | tee -a "$report" >&2
}

# Figures of an earlier run would look like those of this one.
rm -rf "$report" "$folder"/{queues,curves,cold-start}.{json,csv} "$folder/benchmarkdotnet"

command -v g++ >/dev/null && benchmarks/peers/build.sh >&2 || echo "The queues of others from C++ are left out: g++ is not installed, or failed." >&2
echo "# What was measured" >"$report"
measure "Queues" Queues --json "$folder/queues.json" --csv "$folder/queues.csv"
if ! $only_tables; then
  measure "Curves" Queues --curves --json "$folder/curves.json" --csv "$folder/curves.csv"
  measure "Cold start" ColdStart --json "$folder/cold-start.json" --csv "$folder/cold-start.csv"
  measure "Requests" Requests
  for project in Codec Generator; do
    echo "$(date +%H:%M:%S) $project" >&2
    dotnet run -c Release --project "benchmarks/$project" -- --filter '*' --artifacts "$folder/benchmarkdotnet/$project" >&2 || true
    printf '\n## %s\n\n' "$project" >>"$report"
    cat "$folder/benchmarkdotnet/$project"/results/*-github.md >>"$report" || echo "It could not be measured." >>"$report"
  done

  if /usr/bin/python3 -c 'import matplotlib' 2>/dev/null; then
    /usr/bin/python3 benchmarks/plot.py $(ls "$folder"/{queues,curves}.json 2>/dev/null) "$folder" || echo "Plots could not be drawn." >&2
  else
    echo "Plots are left out: apt-get install python3-matplotlib" >&2
  fi
fi

echo "$report"
