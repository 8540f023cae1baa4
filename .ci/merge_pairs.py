#!/usr/bin/env python3
"""Pairs of deals to judge by reading whether both are the same deal, and the score of `merge` on those that were judged.

  merge_pairs.py sample DUMP.jsonl RUN SEED NUMBER  draws NUMBER pairs a stratum from the deals of a run of the dump and prints them to read
  merge_pairs.py table  DUMP.jsonl RUN SEED NUMBER  the same pairs as rows of the table, verdicts left empty
  merge_pairs.py score  PAIRS.csv RUN               what `merged.csv` of a run says of pairs with a verdict

A pair is two records of the same kind in two articles. It is in the first stratum that fits:
  two_near, two_far, two_old     two parties or more in common, at most 30 days apart, at most 365, more
  figure                         one party in common and the same amount or the same quantity, at most 365 days apart
  rival                          one party in common, each has another one in the same role, at most 90 days apart
  bare_near, bare_far            one party in common, nothing else that speaks for or against it, at most 30 days apart, at most 365
  first_word                     no party in common, but the first word of one, at most 60 days apart
  amount                         no party in common, but the same amount, at most 10 days apart
Names are compared here without case, marks, legal forms and "the", on purpose by other code than that of the program.
"""

import collections
import csv
import datetime
import itertools
import json
import random
import re
import sys

LEGAL = set(
    "inc corp co ltd plc llc lp sa ag nv se spa asa ab oyj group holding holdings company corporation limited cos the".split()
)
STRATA = "two_near two_far two_old figure rival bare_near bare_far first_word amount".split()
COLUMNS = "seed,stratum,pairs,kind,article_a,at_a,article_b,at_b,verdict".split(",")
# A word that begins so many pairs is no hint.
COMMON = 60


def words(name):
    found = re.findall(r"[\w']+", name.lower().replace("&", " ").replace(".", ""))
    kept = [it for it in found if it not in LEGAL and it != "and"]
    return tuple(kept or found)


class Record:
    def __init__(self, deal):
        self.deal = deal
        self.id, self.article, self.kind = deal["deal_id"], deal["article_id"], deal["kind"]
        self.at = next(it for it in deal["evidence"] if it["field"] == "kind")
        self.date = (deal["published"] or "")[:10]
        self.day = datetime.date.fromisoformat(self.date).toordinal() if self.date else None
        self.parties = {words(it["name"]): it["role"] for it in deal["parties"]}
        self.amounts = {(it["value"], it["currency"]) for it in deal["amounts"] if it["scope"] == "total"}
        self.quantities = {
            it["quantity"] for it in deal["items"] if it["quantity"] and it["quantity"] not in ("1", "100") and it["unit"] != "%"
        }

    def offset(self):
        # A place in the headline is told by a minus, one less than it, as 0 is a place in the text.
        start = self.at["start"]
        return str(start) if self.at["where"] == "text" else str(-start - 1)


def stratum(a, b):
    apart = abs(a.day - b.day)
    common = set(a.parties) & set(b.parties)
    same = bool(a.amounts & b.amounts or a.quantities & b.quantities)
    if len(common) >= 2:
        return "two_near" if apart <= 30 else "two_far" if apart <= 365 else "two_old"
    if common:
        if same:
            return "figure" if apart <= 365 else None
        rest = lambda it: {role for name, role in it.parties.items() if name not in common}
        if rest(a) & rest(b):
            return "rival" if apart <= 90 else None
        return "bare_near" if apart <= 30 else "bare_far" if apart <= 365 else None
    firsts = {it[0] for it in a.parties} & {it[0] for it in b.parties}
    if any(len(it) >= 4 for it in firsts):
        return "first_word" if apart <= 60 else None
    return "amount" if a.amounts & b.amounts and apart <= 10 else None


def pairs_of(records):
    """All pairs that share something, by stratum, in an order that depends on ids alone."""
    by = collections.defaultdict(list)
    for n, it in enumerate(records):
        if it.day is None:
            continue
        keys = {("word", name[0]) for name in it.parties} | {("amount", *amount) for amount in it.amounts}
        for key in keys:
            by[it.kind, *key].append(n)
    found = set()
    for held in by.values():
        found.update(itertools.combinations(held, 2))
    strata = collections.defaultdict(list)
    for a, b in sorted(found, key=lambda it: (records[it[0]].id, records[it[1]].id)):
        if records[a].article != records[b].article:
            name = stratum(records[a], records[b])
            if name:
                strata[name].append((a, b))
    return strata


def load(run):
    with open(f"{run}/deals.jsonl", encoding="utf-8") as lines:
        records = [Record(json.loads(it)) for it in lines]
    return sorted(records, key=lambda it: it.id)


def draw(run, seed, number):
    records = load(run)
    strata = pairs_of(records)
    for name in STRATA:
        held = strata[name]
        chosen = random.Random(f"{seed}/{name}").sample(held, min(number, len(held)))
        for a, b in chosen:
            a, b = sorted((records[a], records[b]), key=lambda it: (it.date, it.id))
            yield name, len(held), a, b


def shown(record, article):
    text = article["text" if record.at["where"] == "text" else "title"].encode()
    start, end = record.at["start"], record.at["end"]
    before, anchor, after = (text[x:y].decode(errors="replace") for x, y in ((max(0, start - 260), start), (start, end), (end, end + 220)))
    before = re.split(r"\n\n", before)[-1]
    after = re.split(r"\n\n", after)[0]
    return f"  {record.date} | {article['title']}\n    {before}[[{anchor}]]{after}".replace("\n\n", " / ")


def sample(dump, run, seed, number, as_table):
    chosen = list(draw(run, seed, number))
    if as_table:
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(COLUMNS)
        for name, pairs, a, b in chosen:
            out.writerow([seed, name, pairs, a.kind, a.article, a.offset(), b.article, b.offset(), ""])
        return
    wanted = {it.article for _, _, a, b in chosen for it in (a, b)}
    with open(dump, encoding="utf-8") as lines:
        articles = {it["id"]: it for it in map(json.loads, lines) if it["id"] in wanted}
    for n, (name, _, a, b) in enumerate(chosen):
        print(f"#{n} {name} {a.kind}\n{shown(a, articles[a.article])}\n{shown(b, articles[b.article])}")


def score(pairs, run):
    anchors = collections.defaultdict(list)
    for it in load(run):
        anchors[it.article, it.kind].append((int(it.offset()), it.id))
    group = {}
    csv.field_size_limit(1 << 30)
    with open(f"{run}/merged.csv", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            group.update((it, row["merged_id"]) for it in row["deal_ids"].split("; "))

    def deal(article, kind, at):
        """The deal with this anchor, else the one of the kind whose anchor is nearest, as rules change what is the anchor."""
        near = [(abs(start - at), id) for start, id in anchors[article, kind] if (start < 0) == (at < 0)]
        distance, id = min(near, default=(NEAR + 1, None))
        return id if distance <= NEAR else None

    with open(pairs, encoding="utf-8", newline="") as rows:
        rows = list(csv.DictReader(rows))
    for seed in dict.fromkeys(it["seed"] for it in rows):
        print(f"seed {seed}")
        score_rows([it for it in rows if it["seed"] == seed], deal, group)


def score_rows(rows, deal, group):
    counts, gone, unclear = collections.defaultdict(collections.Counter), 0, 0
    weights, wrong = {}, []
    for row in rows:
        if row["verdict"] not in ("same", "other"):
            unclear += 1
            continue
        a, b = (deal(row[f"article_{it}"], row["kind"], int(row[f"at_{it}"])) for it in "ab")
        if a is None or b is None or a == b:
            gone += 1
            continue
        is_merged, is_same = group[a] == group[b], row["verdict"] == "same"
        counts[row["stratum"]][is_merged, is_same] += 1
        weights[row["stratum"]] = int(row["pairs"])
        if is_merged != is_same:
            wrong.append(("put together" if is_merged else "kept apart", row["stratum"], row["article_a"], row["at_a"], row["article_b"], row["at_b"]))

    def line(name, right, made, missed):
        precision = right / (right + made) if right + made else 1
        recall = right / (right + missed) if right + missed else 1
        print(f"{name:28} {precision:9.3f} {recall:6.3f} {right:8.0f} {made:11.0f} {missed:7.0f}")

    print(f"{'':28} precision recall    right  wrongly put kept apart")
    total, weighted = collections.Counter(), collections.Counter()
    for name in STRATA:
        held = counts[name]
        cells = held[True, True], held[True, False], held[False, True]
        line(f"{name} ({sum(held.values())})", *cells)
        total.update(held)
        for key, count in held.items():
            weighted[key] += count * weights[name] / sum(held.values())
    for name, held in (("all", total), ("all, by pairs of the dump", weighted)):
        line(name, held[True, True], held[True, False], held[False, True])
    print(f"{sum(total.values())} pairs; {unclear} more have no clear verdict, {gone} have no longer both deals in this run")
    for it in wrong:
        print("wrong:", *it)


# Bytes from a judged anchor in which that of the same deal may stand in a run of other rules.
NEAR = 100

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["score", pairs, run]:
            score(pairs, run)
        case ["sample" | "table" as what, dump, run, seed, number]:
            sample(dump, run, seed, int(number), what == "table")
        case _:
            sys.exit(__doc__)
