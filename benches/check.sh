#!/usr/bin/env bash
# How long `cotejo check` takes for 20 MB, and how much memory: three runs of a release build. Needs GNU time.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 benches/generate.py "$dir" --claims 69000
du -sm "$dir"
cargo build --release --locked --quiet
for _ in 1 2 3; do
  /usr/bin/time -f "%e s, %U s of one core, %M KiB" target/release/cotejo check "$dir" --format concise >"$dir/found"
done
