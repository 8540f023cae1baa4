#!/usr/bin/env python3
"""Makes deal records as `deals.jsonl` has them, to measure `merge` with: many_deals.py NUMBER > deals.jsonl

Every third deal is told by one article, the others by two to six, under names with and without legal forms. Some parties stand in very many
deals, as in real news. The same number always gives the same records.
"""

import json
import random
import sys

FIRST = "Ostra Norva Skar Vel Tramon Corva Meri Calde Kest Pell Harr Sud Bex Quin Dors Alve Brun Cest Drav Elm".split()
SECOND = "holm ris bahn tis dane mark via ton wick land stad ford mont vale berg nes dal sund by gard".split()
THIRD = "Air Rail Energy Steel Foods Media Capital Bank Metals Systems Pharma Logistics Motors Works Telecom Water".split()
FORMS = ["", " plc", " Inc", " SA", " AG", " Group", " Corp", " Holdings"]
KINDS = "acquisition acquisition acquisition purchase purchase investment financing contract partnership".split()
ROLES = {
    "acquisition": ("buyer", "target"),
    "purchase": ("buyer", "seller"),
    "contract": ("buyer", "seller"),
    "investment": ("investor", "target"),
    "financing": ("lender", "borrower"),
    "partnership": ("partner", "partner"),
}


def name(number):
    first, number = number % len(FIRST), number // len(FIRST)
    second, number = number % len(SECOND), number // len(SECOND)
    third, number = number % len(THIRD), number // len(THIRD)
    return f"{FIRST[first]}{SECOND[second]} {THIRD[third]}" + (f" {chr(65 + number % 26)}{number // 26 or ''}" if number else "")


def party(draw, number, role):
    full = name(number)
    written = full + draw.choice(FORMS)
    return {"name": written, "role": role, "country": None, "mentions": [written, full] if written != full else [full]}


def main(count):
    draw = random.Random(count)
    names = max(50, count // 6)
    written = deal = 0
    out = sys.stdout
    while written < count:
        deal += 1
        kind = draw.choice(KINDS)
        # A few parties are in very many deals.
        pair = [int(names * draw.random() ** 3) for _ in range(2)]
        amount = draw.choice((1, 2, 5, 10, 15, 25, 40, 120)) * 10 ** draw.randint(6, 9) + draw.randint(0, 9) * 10**6
        day = draw.randint(0, 3650)
        quantity = draw.randint(2, 80)
        for _ in range(draw.choice((1, 1, 1, 2, 2, 3, 3, 4, 6))):
            if written == count:
                break
            written += 1
            at = day + draw.randint(0, 20)
            year, month, of_month = 2016 + at // 372, 1 + at // 31 % 12, 1 + at % 28
            has = draw.random()
            record = {
                "deal_id": f"d{written:025d}",
                "article_id": f"https://news.example/{year}/{written:09d}",
                "title": "A headline of about as many words as they have",
                "url": f"https://news.example/{year}/{written:09d}",
                "source": f"Paper {written % 40}",
                "published": f"{year}-{month:02d}-{of_month:02d}T08:30:00Z",
                "published_text": "8:30",
                "published_precision": "second",
                "kind": kind,
                "status": draw.choice(("proposed", "agreed", "agreed", "completed")),
                "parties": [party(draw, number, role) for number, role in zip(pair, ROLES[kind]) if draw.random() < 0.9],
                "items": [
                    {"product": "pumps", "class": None, "quantity": str(quantity), "quantity_max": None, "unit": None, "optional": False}
                ]
                if kind in ("purchase", "contract")
                else [],
                "amounts": [
                    {"value": str(amount), "value_max": None, "currency": "USD", "modality": "exact", "scope": "total", "primary": True}
                ]
                if has < 0.6
                else [],
                "dates": [],
                "part_of": None,
                "evidence": [
                    {"field": field, "where": "text", "start": 100, "end": 118, "text": "agreed to purchase", "rule": "acquisition/buy-company"}
                    for field in ("kind", "status", "parties[0].name", "parties[0].role", "parties[1].name", "parties[1].role", "amounts[0].value")
                ],
                "confidence": 0.6,
            }
            out.write(json.dumps(record, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(int(sys.argv[1]))
