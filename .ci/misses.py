#!/usr/bin/env python3
"""Counts where the deals of dev go that are not found: by kind, and by what was found of the same parties.

usage: .ci/misses.py PROGRAM EVAL     prints the tables of docs/QUALITY.md

PROGRAM is the binary to ask (`target/release/dealsift`), EVAL the folder with dev.articles.jsonl, dev.gold.jsonl and
score.py, whose alignment decides what is found. Deals that the gold calls unsure count neither way. Only dev: what is in
check is never looked at.
"""
import collections, json, subprocess, sys


def main(program, folder):
    sys.path.insert(0, folder)
    import score

    gold = score.load(f"{folder}/dev.gold.jsonl")
    out = subprocess.run([program, "extract", "--quiet", f"{folder}/dev.articles.jsonl"], capture_output=True, text=True, check=True).stdout
    found = collections.defaultdict(list)
    for line in out.splitlines():
        deal = json.loads(line)
        found[deal["article_id"]].append(deal)

    def names(party):
        return [n.lower() for n in [party["name"], *(party.get("aliases") or [])]]

    def same(one, other):
        return any(a in b or b in a for a in names(one) for b in names(other))

    kinds, why = collections.Counter(), collections.Counter()
    for article, deals in gold.items():
        system = found.get(article, [])
        for deal in score.score_article(deals, system)[1]:
            if deal.get("unsure"):
                continue
            kinds[deal["kind"]] += 1
            shared, best = 0, None
            for other in system:
                n = sum(any(same(p, q) for q in other["parties"]) for p in deal["parties"])
                if n > shared:
                    shared, best = n, other
            sides = sum(not p.get("unsure") for p in deal["parties"])
            if not system:
                why["no deal is found in its article"] += 1
            elif shared == 0:
                why["deals are found, none with one of its parties"] += 1
            elif shared == 1 and sides > 1:
                why["one of its parties stands in another deal"] += 1
            elif best["kind"] == deal["kind"]:
                why["all its parties stand in another deal of its kind"] += 1
            else:
                why["all its parties stand in a deal of another kind"] += 1
    for title, counter in (("what was found instead", why), ("kind", kinds)):
        print(f"\n| {title} | missed |\n|---|---|")
        for word, n in sorted(counter.items(), key=lambda x: (-x[1], x[0])):
            print(f"| {word} | {n} |")
    print(f"\n{sum(kinds.values())} deals missed")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
