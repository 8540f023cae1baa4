#!/usr/bin/env python3
"""Measures how `dealsift run` tells copies, on copies that are made here of articles of a dump.

    copies.py make DUMP.jsonl OUT.jsonl    every 20th article with its copies behind it, all others as they are
    copies.py score OUT.jsonl RUN/copies.csv
    copies.py split OUT.jsonl WAY ONE.jsonl OTHER.jsonl    articles that are no copies, and the copies made in one way
    copies.py merged ONE/deals.jsonl OTHER/deals.jsonl MERGED/copies.csv

The same dump always gives the same copies: nothing is drawn by chance. Copies are made of articles of 100 words and more. The id of
a copy is that of its article, `@` and how it was made. `score` prints the share found for each way, and every pair that was not made,
by its distance in days where the ids end in a date, to be read. `merged` is for runs of the two files of `split` and their merge.
"""

import csv
import json
import re
import sys
import textwrap

EVERY = 20


def paragraphs(text):
    found = [it.strip() for it in re.split(r"\n\s*\n|\n", text) if it.strip()]
    if len(found) >= 5:
        return found
    # A text without paragraphs: its sentences in threes.
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z\"])", text.strip())
    return [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]


def rewrapped(text):
    return textwrap.fill(" ".join(text.split()), 60)


def cut(text, share):
    """The text without its last paragraphs, the last one that stays perhaps in part, as papers cut."""
    words = text.split(" ")
    return " ".join(words[: round(len(words) * (1 - share))])


def cut_inside(text):
    """The text without paragraphs from its middle, a fifth of it."""
    parts = paragraphs(text)
    at, gone, total = len(parts) // 3, 0, len(text)
    while at < len(parts) and gone + len(parts[at]) <= total // 5:
        gone += len(parts.pop(at))
    return "\n\n".join(parts)


def swapped(text):
    parts = paragraphs(text)
    one, other = len(parts) // 4, len(parts) * 3 // 4
    if other >= len(parts) or one == other:
        return None
    parts[one], parts[other] = parts[other], parts[one]
    return "\n\n".join(parts)


def boilerplate(text):
    return (
        "By OUR STAFF\n\n" + text + "\n\n(Reporting by A. Writer in Port Caldera; Editing by B. Editor)\n\n"
        "Copyright 2026 The Caldera Courier. All rights reserved.\n"
    )


WAYS = {
    "exact": lambda text: text,
    "case": str.upper,
    "rewrapped": rewrapped,
    "boilerplate": boilerplate,
    "cut10": lambda text: cut(text, 0.1),
    "cut20": lambda text: cut(text, 0.2),
    "cut20-inside": cut_inside,
    "swapped": swapped,
    "all": lambda text: rewrapped(cut(swapped(text) or text, 0.2)),
    # Not asked for: where it ends.
    "cut30": lambda text: cut(text, 0.3),
    "cut50": lambda text: cut(text, 0.5),
}


def make(dump, out):
    with open(dump, encoding="utf-8") as lines, open(out, "w", encoding="utf-8") as made:
        for number, line in enumerate(lines):
            article = json.loads(line)
            made.write(line)
            text = article["text"]
            if number % EVERY or len(text.split()) < 100:
                continue
            for way, of in WAYS.items():
                copy = of(text)
                if copy is not None:
                    copy = dict(article, id=f"{article['id']}@{way}", title="Another headline", text=copy)
                    made.write(json.dumps(copy, ensure_ascii=False) + "\n")


def day(name):
    found = re.search(r"(20\d\d)(\d\d)(\d\d)$", name)
    return found and int(found[1]) * 372 + int(found[2]) * 31 + int(found[3])


def score(dump, copies):
    titles = {}
    with open(dump, encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            titles[article["id"]] = article.get("title") or ""
    with open(copies, encoding="utf-8", newline="") as rows:
        found = {row["article_id"]: row for row in csv.DictReader(rows)}
    kept = lambda name: found[name]["copy_of"] if name in found else name
    for way in WAYS:
        made = [name for name in titles if name.endswith(f"@{way}")]
        of = lambda name: name.split("@")[0]
        right = sum(name in found and kept(name) == kept(of(name)) for name in made)
        other = sum(name in found and kept(name) != kept(of(name)) for name in made)
        print(f"{way:14} {len(made):6} made, {right:6} found ({right / max(len(made), 1):.2%}), {other} told of another article")
    pairs = []
    for name, row in found.items():
        if "@" not in name and "@" not in row["copy_of"]:
            days = day(name) and day(row["copy_of"]) and abs(day(name) - day(row["copy_of"]))
            pairs.append((days or 0, row["similarity"], name, titles[name], row["copy_of"], titles[row["copy_of"]]))
    print(f"{len(pairs)} pairs that were not made here:")
    for pair in sorted(pairs, key=lambda it: (it[0], it[2])):
        print("\t".join(map(str, pair)))


def split(dump, way, one, other):
    with open(dump, encoding="utf-8") as lines, open(one, "w", encoding="utf-8") as plain, open(other, "w", encoding="utf-8") as made:
        for line in lines:
            _, at, how = json.loads(line)["id"].partition("@")
            if not at:
                plain.write(line)
            elif how == way:
                made.write(line)


def merged(one, other, copies):
    def told(path):
        with open(path, encoding="utf-8") as lines:
            return {json.loads(line)["article_id"] for line in lines}

    ones, others = told(one), told(other)
    with open(copies, encoding="utf-8", newline="") as rows:
        found = {row["article_id"]: row["copy_of"] for row in csv.DictReader(rows)}
    both = [name for name in others if name.split("@")[0] in ones]
    right = sum(found.get(name) == name.split("@")[0] for name in both)
    wrong = sum(of != name.split("@")[0] for name, of in found.items())
    print(f"{len(others)} copies with deals, of {len(both)} the article has deals; {right} found ({right / max(len(both), 1):.2%}), "
          f"{wrong} told of another article")


COMMANDS = {"make": (make, 2), "score": (score, 2), "split": (split, 4), "merged": (merged, 3)}
run, count = COMMANDS.get(sys.argv[1] if len(sys.argv) > 1 else "", (None, 0))
if run is None or len(sys.argv) != 2 + count:
    sys.exit(__doc__)
run(*sys.argv[2:])
