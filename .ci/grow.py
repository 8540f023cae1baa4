#!/usr/bin/env python3
"""A large dump made of a small one, on standard output, to measure what a run needs.

    grow.py jsonl DUMP.jsonl BYTES      JSON lines: each round has other ids, and other texts by a sentence
    grow.py warc PAGES.warc[.gz] BYTES  WARC records: each round has other addresses and record ids
    grow.py warc.gz ...                 the same, a gzip member for each record; BYTES are those of it packed

It ends with the first record that reaches BYTES (a number, or one with K, M or G: 5G is 5,000,000,000).
"""

import gzip
import json
import re
import sys


def size(text):
    unit = {"K": 10**3, "M": 10**6, "G": 10**9}.get(text[-1:].upper())
    return int(float(text[:-1]) * unit) if unit else int(text)


def jsonl(path):
    """For each line its bytes around the two places where rounds differ."""
    with open(path, encoding="utf-8") as dump:
        rows = [json.loads(line) for line in dump if line.strip()]
    pieces = []
    for number, row in enumerate(rows, 1):
        row["id"] = f"{row.get('id') or number}-\0"
        row["text"] = f"{row['text']} This is edition \0 of the report."
        line = json.dumps(row, ensure_ascii=False).replace("\\u0000", "\0")
        pieces.append((line + "\n").encode().split(b"\0"))
    return lambda edition: (edition.join(parts) for parts in pieces)


def warc(path, packed):
    """For each record its bytes around the places where rounds differ."""
    with open(path, "rb") as file:
        data = file.read()
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    pieces, at = [], 0
    while data.startswith(b"WARC/", at):
        block = data.index(b"\r\n\r\n", at) + 4
        head = data[at:block]
        length = int(re.search(rb"(?im)^content-length:\s*(\d+)", head)[1])
        at = block + length
        body = data[block:at] + b"\r\n\r\n"
        while data[at : at + 2] == b"\r\n":
            at += 2
        # The mark goes behind the address, and before the end of the record's id.
        head = re.sub(rb"(?im)^(warc-target-uri:\s*<?[^\s>]+)", rb"\1#\0", head)
        head = re.sub(rb"(?im)^(warc-record-id:[^>\r]*)", rb"\1-\0", head)
        *parts, last = head.split(b"\0")
        pieces.append([*parts, last + body])
    whole = gzip.compress if packed else lambda record, _level: record
    return lambda edition: (whole(edition.join(parts), 1) for parts in pieces)


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ("jsonl", "warc", "warc.gz"):
        sys.exit(__doc__.strip())
    kind, path, wanted = sys.argv[1], sys.argv[2], size(sys.argv[3])
    records = jsonl(path) if kind == "jsonl" else warc(path, kind == "warc.gz")
    out, given, count, edition = sys.stdout.buffer, 0, 0, 0
    while given < wanted:
        edition += 1
        before = count
        for record in records(str(edition).encode()):
            out.write(record)
            given += len(record)
            count += 1
            if given >= wanted:
                break
        if count == before:
            sys.exit(f"{path}: no record")
    out.flush()
    print(f"{count} records, {given} bytes, {edition} rounds", file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.exit(1)
