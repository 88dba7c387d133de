#!/usr/bin/env python3
"""Writes an explainer of any size, the same every time, for measuring: what all benches measure that need more than the built-in one.

    benches/generate.py DIR --claims 69000                                   20 MB, 74,000 passages
    benches/generate.py DIR --claims 500 --chapters 1 --sources 20           200 KB
"""

import argparse
import os
import random

# Words of the subject, each at a rank of its own among the others: what people search for is neither the commonest nor the rarest.
SUBJECT = (
    "guard army police civil command reform court decree ministry soldiers border treaty budget count official record source claim number mission "
    "law state public security defence transfer ruling article constitution force troops deployment homicide census strategy agency government"
).split()

# How many words there are, and how fast they get rarer: as in running text (Zipf).
N_WORDS = 30_000
SLOPE = 1.05


def vocabulary(dice):
    """Words in the order of how common they are, half of them with Spanish endings, some accented."""
    heads = "b c d f g l m n p r s t v br cr dr gr pl pr st tr ch qu".split()
    vowels = "a e i o u a e o á é í ó ea ie ia".split()
    ends = ["n", "r", "s", "l", "ción", "mente", "ado", "ing", "ed", "er", "tion", "dad", "", "", ""]
    words, seen = [], set(SUBJECT)
    while len(words) < N_WORDS:
        syllables = min(1 + len(words) // 400, 3) if dice.random() < 0.6 else 2
        word = "".join(dice.choice(heads) + dice.choice(vowels) for _ in range(syllables)) + dice.choice(ends)
        if word not in seen:
            seen.add(word)
            words.append(word)
    for i, word in enumerate(SUBJECT):
        words.insert(8 + i * i, word)
    return words


class Speech:
    """Sentences of words that are as common as in running text."""

    def __init__(self, dice):
        self.dice = dice
        self.words = vocabulary(dice)
        total, self.shares = 0.0, []
        for rank in range(len(self.words)):
            total += 1.0 / (rank + 2.7) ** SLOPE
            self.shares.append(total)

    def sentence(self, n):
        return " ".join(self.dice.choices(self.words, cum_weights=self.shares, k=n)).capitalize() + "."


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--chapters", type=int, default=40, help="each of 20 sections of 6 paragraphs of 60 words")
    parser.add_argument("--sources", type=int, default=500)
    return parser.parse_args()


def main():
    args = arguments()
    folder, n = args.dir, args.claims
    dice = random.Random(20260101)
    speech = Speech(dice)
    sentence = speech.sentence
    os.makedirs(f"{folder}/claims", exist_ok=True)
    os.makedirs(f"{folder}/chapters", exist_ok=True)
    chapters = [f"chapter-{i}" for i in range(args.chapters)]
    # Names are rare words.
    speakers = [" ".join(word.capitalize() for word in dice.sample(speech.words[2000:], 2)) for _ in range(300)]
    with open(f"{folder}/explainer.toml", "w") as out:
        names = ", ".join(f'"{name}"' for name in chapters)
        out.write(f'[explainer]\nformat = 1\nid = "large"\ntitle = "Large"\nsummary = "{sentence(30)}"\n')
        out.write(f'languages = ["en"]\nas-of = "2026-01"\nchapters = [{names}]\n')
    with open(f"{folder}/sources.toml", "w") as out:
        for i in range(args.sources):
            out.write(f'[[source]]\nid = "s{i}"\nkind = "press"\ntitle = "{sentence(8)}"\npublisher = "Press {i}"\ndate = "{2000 + i % 26}"\n\n')
    for i, name in enumerate(chapters):
        with open(f"{folder}/chapters/{name}.toml", "w") as out:
            out.write(f'[chapter]\nid = "{name}"\ntitle = "{sentence(4)}"\nsummary = "{sentence(12)}"\n\n')
            for s in range(20):
                out.write(f'[[section]]\nid = "{name}-s{s}"\ntitle = "{sentence(5)}"\n\n')
                for _ in range(6):
                    claim = dice.randrange(n)
                    out.write(f'[[section.block]]\ntext = "{sentence(60)} [@c{claim}]"\n\n')
    each = 500
    for begin in range(0, n, each):
        with open(f"{folder}/claims/{begin:07}.toml", "w") as out:
            for i in range(begin, min(begin + each, n)):
                out.write(f'[[claim]]\nid = "c{i}"\ntext = "{sentence(10)}"\nkind = "fact"\nsays = "{speakers[i % len(speakers)]}"\nas-of = "{2000 + i % 26}"\n')
                out.write(f'evidence = "single-source"\nagreement = "undisputed"\ncitations = [ {{ source = "s{i % args.sources}", locator = "p. {i % 90}" }} ]\n\n')


main()
