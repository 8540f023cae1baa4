#!/usr/bin/env python3
"""Draws deals of a dump to be judged by reading, and counts the verdicts.

usage: .ci/sample_deals.py draw PROGRAM DUMP SEED N      prints N deals drawn by SEED, each with the words around its anchor
       .ci/sample_deals.py count VERDICTS                 prints how many deals have which verdict

DUMP is a file of JSON lines with `id` or `url`, `title`, `text`. VERDICTS has a line a deal: article, where and first byte
of the anchor, kind, verdict. The verdicts: `right` a deal by the rulings, of this kind and between these parties; `partly`
a deal with a field among kind, parties, items, amounts or status that is wrong; `none` no deal.
"""
import collections, csv, json, random, subprocess, sys


def draw(program, dump, seed, n):
    out = subprocess.run([program, "extract", "--quiet", dump], capture_output=True, text=True, check=True).stdout
    deals = random.Random(int(seed)).sample([json.loads(line) for line in out.splitlines()], int(n))
    wanted = {d["article_id"] for d in deals} | {d.get("url") for d in deals} - {None}
    articles = {}
    with open(dump, encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            for key in ("id", "url"):
                if article.get(key) in wanted:
                    articles[article[key]] = article
    for d in deals:
        article = articles.get(d["article_id"]) or articles.get(d.get("url")) or {}
        anchor = next(e for e in d["evidence"] if e["field"] == "kind")
        text = (article.get("title" if anchor["where"] == "title" else "text") or "").encode()
        around = text[max(0, anchor["start"] - 200):anchor["end"] + 200].decode(errors="ignore").replace("\n", " ")
        print(d["article_id"], anchor["where"], anchor["start"], d["kind"], d["status"], d["confidence"])
        print("   ", [f"{p['role']} {p['name']}" for p in d["parties"]], [f"{i.get('quantity') or ''} {i['product']}" for i in d["items"]],
              [f"{a['value']} {a['currency']} {a['scope']}" for a in d["amounts"]])
        print("   ", around)


def count(name):
    with open(name, encoding="utf-8", newline="") as rows:
        verdicts = collections.Counter(row["verdict"] for row in csv.DictReader(rows))
    total = sum(verdicts.values())
    for verdict, n in sorted(verdicts.items(), key=lambda x: (-x[1], x[0])):
        print(f"| {verdict} | {n} | {n / total:.2f} |")


if __name__ == "__main__":
    commands = {"draw": (draw, 6), "count": (count, 3)}
    if len(sys.argv) < 2 or sys.argv[1] not in commands or len(sys.argv) != commands[sys.argv[1]][1]:
        sys.exit(__doc__)
    commands[sys.argv[1]][0](*sys.argv[2:])
