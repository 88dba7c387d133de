#!/usr/bin/env python3
"""Counts instructions under callgrind and compares them with benches/counts.txt: benches/counts.py [--renew]

Fails when one has risen by more than 10 % over its baseline. Counts are of the development build, as `cargo test` has it, and say nothing of
seconds; they are the same on a busy machine and on a quiet one. With another compiler than the baseline's they are compared, and nothing
fails. Where there is no valgrind nothing is counted. --renew writes the baseline anew; say why in the commit.
"""

import argparse
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BASELINE = os.path.join(ROOT, "benches/counts.txt")
SCENARIOS = ("start", "scroll", "query", "check")
ALLOWED = 1.10


def built():
    """The program that is counted, without debug information, which valgrind would read for a minute; the names of functions stay."""
    argv = ["cargo", "build", "--locked", "--quiet", "--bench", "counts", "--message-format", "json"]
    lines = subprocess.run(argv, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    found = [message["executable"] for message in map(json.loads, lines) if message.get("target", {}).get("name") == "counts" and message.get("executable")]
    program = os.path.join(tempfile.mkdtemp(), "counts")
    subprocess.run(["objcopy", "--strip-debug", found[-1], program], check=True)
    return program


def count(program, scenario):
    argv = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--toggle-collect=*::measured_{scenario}", program, scenario]
    done = subprocess.run(argv, capture_output=True, text=True)
    collected = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not collected or int(collected[1]) == 0:
        sys.exit(f"{scenario} can't be counted:\n{done.stdout}{done.stderr}")
    return int(collected[1])


def baseline():
    """The compiler of the baseline, and its counts."""
    with open(BASELINE) as file:
        lines = [line.split("#")[0].split(None, 1) for line in file]
    values = {line[0]: line[1].strip() for line in lines if line}
    return values.pop("compiler"), {name: int(value) for name, value in values.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--renew", action="store_true")
    args = parser.parse_args()
    if not shutil.which("valgrind"):
        print("not counted: there is no valgrind on this machine")
        return 0
    program = built()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = dict(zip(SCENARIOS, pool.map(lambda scenario: count(program, scenario), SCENARIOS)))
    shutil.rmtree(os.path.dirname(program))
    compiler = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if args.renew:
        with open(BASELINE, "w") as file:
            file.write("# Instructions of the development build; written by benches/counts.py --renew.\n")
            file.write(f"compiler {compiler}\n" + "".join(f"{name} {n}\n" for name, n in counts.items()))
    known_compiler, known = baseline()
    risen = [name for name in SCENARIOS if counts[name] > known[name] * ALLOWED]
    for name, n in counts.items():
        print(f"{name:8}{n:>15,} instructions, {n / known[name]:.3f} of the baseline{'  <- more than 1.10' if name in risen else ''}")
    if risen and compiler != known_compiler:
        print(f"compared with {known_compiler}, but built by {compiler}: nothing fails; renew the baseline")
        return 0
    return 1 if risen else 0


if __name__ == "__main__":
    sys.exit(main())
