#!/usr/bin/env python3
"""Writes a large explainer, the same every time, for measuring: benches/generate.py DIR [CLAIMS]."""

import os
import random
import sys

WORDS = (
    "guard army police civil command reform court decree ministry soldiers border treaty budget count official record source claim number mission "
    "law state public security defence transfer ruling article constitution force troops deployment homicide census strategy agency government"
).split()


def sentence(dice, n):
    return " ".join(dice.choice(WORDS) for _ in range(n)).capitalize() + "."


def main():
    folder, n = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    dice = random.Random(20260101)
    os.makedirs(f"{folder}/claims", exist_ok=True)
    os.makedirs(f"{folder}/chapters", exist_ok=True)
    chapters = [f"chapter-{i}" for i in range(40)]
    with open(f"{folder}/explainer.toml", "w") as out:
        names = ", ".join(f'"{name}"' for name in chapters)
        out.write(f'[explainer]\nformat = 1\nid = "large"\ntitle = "Large"\nsummary = "{sentence(dice, 30)}"\n')
        out.write(f'languages = ["en"]\nas-of = "2026-01"\nchapters = [{names}]\n')
    with open(f"{folder}/sources.toml", "w") as out:
        for i in range(500):
            out.write(f'[[source]]\nid = "s{i}"\nkind = "press"\ntitle = "{sentence(dice, 8)}"\npublisher = "Press {i}"\ndate = "{2000 + i % 26}"\n\n')
    for i, name in enumerate(chapters):
        with open(f"{folder}/chapters/{name}.toml", "w") as out:
            out.write(f'[chapter]\nid = "{name}"\ntitle = "{sentence(dice, 4)}"\nsummary = "{sentence(dice, 12)}"\n\n')
            for s in range(20):
                out.write(f'[[section]]\nid = "{name}-s{s}"\ntitle = "{sentence(dice, 5)}"\n\n')
                for _ in range(6):
                    claim = dice.randrange(n)
                    out.write(f'[[section.block]]\ntext = "{sentence(dice, 60)} [@c{claim}]"\n\n')
    each = 500
    for begin in range(0, n, each):
        with open(f"{folder}/claims/{begin:07}.toml", "w") as out:
            for i in range(begin, min(begin + each, n)):
                out.write(f'[[claim]]\nid = "c{i}"\ntext = "{sentence(dice, 10)}"\nkind = "fact"\nsays = "Speaker {i % 300}"\nas-of = "{2000 + i % 26}"\n')
                out.write(f'evidence = "single-source"\nagreement = "undisputed"\ncitations = [ {{ source = "s{i % 500}", locator = "p. {i % 90}" }} ]\n\n')


main()
