#!/usr/bin/env python3
"""Measures how long a save takes to be on the screen of `cotejo preview`: benches/preview.py COTEJO DIR [SAVES].

Copies DIR, opens its first chapter in a pseudo-terminal of 120x40, and writes the chapter's title anew, with a number that no save had before,
now in place, now beside and renamed, as editors do. The time is from the end of the write to the bytes that show the number.
"""

import os
import pty
import re
import select
import shutil
import statistics
import sys
import tempfile
import time
import tomllib


def main():
    program, source = os.path.abspath(sys.argv[1]), sys.argv[2]
    saves = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    root = tempfile.mkdtemp()
    folder = f"{root}/content"
    shutil.copytree(source, folder)
    with open(f"{folder}/explainer.toml", "rb") as file:
        first = tomllib.load(file)["explainer"]["chapters"][0]
    path = next(f"{at}/{name}" for at, _, names in os.walk(folder) for name in names if has_chapter(f"{at}/{name}", first))
    with open(path) as file:
        text = file.read()
    head, tail = text.split("[chapter]", 1)
    title = re.compile(r"^title(\.\w+)? = .*$", re.M)

    pid, tty = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", HOME=root, COLUMNS="120", LINES="40", COTEJO_LANG="en")
        os.execv(program, [program, "preview", folder, "--at", first, "--no-state"])
    import fcntl
    import struct
    import termios

    fcntl.ioctl(tty, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    wait(tty, lambda shown: len(shown) > 2_000, 60)
    time.sleep(1)
    times = []
    for n in range(saves):
        word = f"Qz{10_000 + n}"
        own = title.sub(lambda match: f'title{match.group(1) or ""} = "{word}"', tail, count=2 if ".en" in tail[:400] else 1)
        whole = (head + "[chapter]" + own).encode()
        if n % 2:
            beside = f"{os.path.dirname(path)}/.{n}.tmp"
            with open(beside, "wb") as file:
                file.write(whole)
            os.rename(beside, path)
        else:
            with open(path, "wb") as file:
                file.write(whole)
        begin = time.monotonic()
        # What was on the screen stays there: of a number only the digits that differ may be written.
        wait(tty, lambda shown: len(shown) > 0, 30)
        times.append((time.monotonic() - begin) * 1000)
        drain(tty, 0.15)
    os.write(tty, b"q")
    drain(tty, 0.5)
    os.waitpid(pid, 0)
    shutil.rmtree(root)
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))]
    print(f"{saves} saves: p50 {at(0.5):.0f} ms, p99 {at(0.99):.0f} ms, most {times[-1]:.0f} ms, mean {statistics.mean(times):.0f} ms")


def has_chapter(path, name):
    if not path.endswith(".toml"):
        return False
    with open(path, "rb") as file:
        return tomllib.load(file).get("chapter", {}).get("id") == name


def wait(tty, shown_enough, seconds):
    shown = b""
    end = time.monotonic() + seconds
    while not shown_enough(shown):
        left = end - time.monotonic()
        if left <= 0:
            raise SystemExit(f"nothing was shown in {seconds} s")
        if select.select([tty], [], [], left)[0]:
            shown += os.read(tty, 65_536)
    return shown


def drain(tty, seconds):
    while select.select([tty], [], [], seconds)[0]:
        try:
            if not os.read(tty, 65_536):
                return
        except OSError:
            return


main()
