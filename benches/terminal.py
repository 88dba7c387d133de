#!/usr/bin/env python3
"""Measures whole programs in a pseudo-terminal, side by side in one run: start, keys, bytes, idling, memory.

    cargo build --release
    cargo build --release --manifest-path benches/peers/Cargo.toml
    benches/terminal.py [--rounds 20] [--size 120x40] [--content DIR]

Times are from a pseudo-terminal of which every byte is read at once: `start` until the last byte before 80 ms of quiet, `key` until
the last byte of the answer before 15 ms of quiet; `letter` is a letter typed into the search, until its results are painted. A folder's
keys are pressed when all of it has been read. Judge ratios, not milliseconds: programs take turns within one run, so that
whatever else the machine does hits all alike. Terminal queries are answered as a dark xterm does.
"""

import argparse
import fcntl
import os
import pty
import random
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COTEJO = os.path.join(ROOT, "target/release/cotejo")
# Seconds of quiet after which a large folder has been read, or its index built.
READ = 4.0

MINAPP = os.path.join(ROOT, "benches/peers/target/release/minapp")


class Session:
    """A program in a pseudo-terminal."""

    def __init__(self, argv, columns, rows):
        self.began = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            env = {"TERM": "xterm-256color", "HOME": tempfile.gettempdir(), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "LESSHISTFILE": "-"}
            os.execvpe(argv[0], argv, env)
        os.set_blocking(self.fd, False)

    def until_quiet(self, quiet, patience=5.0):
        """Reads until nothing has come for `quiet` seconds; gives the bytes' count and when the last one came."""
        n, last, begin = 0, None, time.perf_counter()
        while True:
            ready, _, _ = select.select([self.fd], [], [], quiet if n else patience)
            if not ready:
                return n, last or begin
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                return n, last or begin
            if not data:
                return n, last or begin
            last = time.perf_counter()
            n += len(data)
            if b"\x1b]11;?" in data:
                os.write(self.fd, b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\")
            if b"\x1b[c" in data:
                os.write(self.fd, b"\x1b[?62;22c")

    def key(self, key):
        begin = time.perf_counter()
        os.write(self.fd, key)
        n, last = self.until_quiet(0.015, patience=0.2)
        return (last - begin) * 1000, n

    def peak(self):
        """The peak of resident memory, in MiB."""
        with open(f"/proc/{self.pid}/status") as status:
            for line in status:
                if line.startswith("VmHWM"):
                    return int(line.split()[1]) / 1024

    def cpu(self):
        """Processor time used, in ms, and voluntary context switches: the times it was woken."""
        with open(f"/proc/{self.pid}/stat") as stat:
            fields = stat.read().rsplit(") ", 1)[1].split()
        with open(f"/proc/{self.pid}/status") as status:
            switches = next(int(line.split()[1]) for line in status if line.startswith("voluntary"))
        return (int(fields[11]) + int(fields[12])) * 10, switches

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def held(session, key, seconds=2.0, rate=30):
    """Holds a key; gives how long after the last press the last byte came, in ms."""
    for _ in range(int(seconds * rate)):
        os.write(session.fd, key)
        time.sleep(1 / rate)
        while select.select([session.fd], [], [], 0)[0]:
            os.read(session.fd, 65536)
    begin = time.perf_counter()
    os.write(session.fd, key)
    _, last = session.until_quiet(0.05, patience=0.2)
    return (last - begin) * 1000


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--keys", type=int, default=10, help="lines scrolled in a round; a p99 wants a thousand in all")
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--program", default=COTEJO, help="the cotejo that is measured, such as one built without default features")
    parser.add_argument("--content", help="also measure cotejo on this folder")
    args = parser.parse_args()
    cotejo = args.program
    columns, rows = map(int, args.size.split("x"))
    text = tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False)
    text.write(subprocess.run([cotejo, "--no-state", "read", "history"], capture_output=True, text=True, check=True).stdout)
    text.close()
    programs = {
        "less": ["less", text.name],
        "minapp": [MINAPP, text.name],
        "cotejo": [cotejo, "--no-state", "history"],
        "cotejo home": [cotejo, "--no-state"],
    }
    if args.content:
        programs["folder"] = [cotejo, "--no-state", "--content", args.content]
    figures = {name: {"start": [], "line": [], "page": [], "bytes": [], "letter": [], "peak": []} for name in programs}
    for _ in range(args.rounds):
        # In another order each time: who comes after whom is worth half a millisecond.
        for name, argv in random.sample(list(programs.items()), len(programs)):
            session = Session(argv, columns, rows)
            _, last = session.until_quiet(0.08)
            own = figures[name]
            own["start"].append((last - session.began) * 1000)
            if name == "folder":
                session.until_quiet(READ, patience=READ)
            for _ in range(args.keys):
                ms, n = session.key(b"j")
                own["line"].append(ms)
                own["bytes"].append(n)
            for _ in range(3):
                own["page"].append(session.key(b" ")[0])
            own["peak"].append(session.peak())
            if argv[0] == cotejo:
                # The index is built when it is first asked for.
                session.key(b"/")
                ready = READ if name == "folder" else 0.2
                session.until_quiet(ready, patience=ready)
                for letter in b"guard":
                    own["letter"].append(session.key(bytes([letter]))[0])
            session.end()
    print(f"{'':12} {'start p50 (min) ms':>22} {'line key p50 / p99 ms':>24} {'page p50 ms':>12} {'bytes a line':>13} {'letter p50 ms':>14} {'peak MiB':>9}")
    for name, own in figures.items():
        start = f"{statistics.median(own['start']):.2f} ({min(own['start']):.2f})"
        letter = f"{statistics.median(own['letter']):.2f}" if own["letter"] else "-"
        line = f"{statistics.median(own['line']):.2f} / {percentile(own['line'], 0.99):.2f}"
        print(f"{name:12} {start:>22} {line:>24} {statistics.median(own['page']):>12.2f} {statistics.median(own['bytes']):>13.0f} {letter:>14} {max(own['peak']):>9.2f}")
    for name, argv in programs.items():
        session = Session(argv, columns, rows)
        session.until_quiet(0.3)
        lag = held(session, b"j")
        before = session.cpu()
        n, _ = session.until_quiet(3.0, patience=3.0)
        after = session.cpu()
        print(f"{name:12} held key: lag {lag:.1f} ms; idle 3 s: {n} bytes, {after[0] - before[0]} ms, {after[1] - before[1]} wake-ups")
        session.end()
    os.unlink(text.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
