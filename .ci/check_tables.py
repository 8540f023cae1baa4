"""Opens the files of a run with other people's readers and compares them with each other.

usage: check_tables.py FOLDER      (needs pandas, pyarrow, polars, duckdb, openpyxl and frictionless)

deals.jsonl is the reference; deals.xlsx and deals.arrow are those of `extract` on the same articles. Each reader must give decimals as decimals, lists as lists of records, and moments in
UTC; the flat tables must hold the same numbers; summaries must be the sums of the records.
"""

import csv
import json
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import frictionless
import openpyxl
import pandas
import polars
import pyarrow
import pyarrow.ipc
import pyarrow.parquet

LISTS = ["parties", "items", "amounts", "dates", "evidence"]
DECIMALS = {"items": ["quantity", "quantity_max"], "amounts": ["value", "value_max"]}


def plain(value):
    """A record with every number as Decimal and every moment as datetime, whatever reader it came from."""
    if hasattr(value, "tolist") and not isinstance(value, str):
        value = value.tolist()
    if isinstance(value, dict):
        return {key: plain(it) for key, it in value.items()}
    if isinstance(value, list):
        return [plain(it) for it in value]
    if isinstance(value, Decimal):
        return value.normalize()
    return value


def reference(folder):
    deals = []
    with open(folder / "deals.jsonl", encoding="utf-8") as lines:
        for line in lines:
            deal = json.loads(line)
            for field, names in DECIMALS.items():
                for entry in deal[field]:
                    for name in names:
                        if entry[name] is not None:
                            assert "e" not in entry[name].lower(), entry
                            entry[name] = Decimal(entry[name]).normalize()
            if deal["published"] is not None:
                deal["published"] = datetime.fromisoformat(deal["published"].replace("Z", "+00:00"))
            deals.append(deal)
    return deals


def same(reader, got, due):
    assert len(got) == len(due), f"{reader}: {len(got)} deals, not {len(due)}"
    for one, other in zip(got, due):
        for field, value in other.items():
            mine = plain(one[field])
            if field == "published" and mine is not None:
                mine = None if pandas.isna(mine) else mine
            assert mine == value, f"{reader}: {other['deal_id']}.{field}: {mine!r} is not {value!r}"
    print(f"{reader}: {len(got)} deals equal, decimals and lists intact")


def check_parquet(folder, due):
    path = str(folder / "deals.parquet")
    schema = pyarrow.parquet.read_schema(path)
    pairs = pyarrow.parquet.read_metadata(path).metadata
    metadata = {key.decode() for key in pairs if key.startswith(b"dealsift:")}
    due_keys = {"schema_version", "tool_version", "grammar_hash", "options"}
    assert metadata == {f"dealsift:{it}" for it in due_keys}, metadata
    for field in LISTS:
        kind = schema.field(field).type
        assert pyarrow.types.is_list(kind) or pyarrow.types.is_large_list(kind), kind
        assert pyarrow.types.is_struct(kind.value_type), kind
    assert schema.field("amounts").type.value_type.field("value").type == pyarrow.decimal128(38, 6)
    assert schema.field("published").type == pyarrow.timestamp("us", tz="UTC")

    same("pyarrow", pyarrow.parquet.read_table(path).to_pylist(), due)

    frame = pandas.read_parquet(path)
    assert str(frame["published"].dtype) == "datetime64[us, UTC]", frame["published"].dtype
    frame = frame.astype(object).where(frame.notna(), None) if len(frame) else frame
    same("pandas", frame.to_dict("records"), due)

    frame = polars.read_parquet(path)
    assert frame.schema["published"] == polars.Datetime("us", "UTC")
    value = frame.schema["amounts"].inner.to_schema()["value"]
    assert value == polars.Decimal(38, 6), value
    same("polars", frame.to_dicts(), due)

    base = duckdb.connect()
    base.execute("SET TimeZone = 'UTC'")
    types = dict(base.sql(f"SELECT column_name, column_type FROM (DESCRIBE FROM '{path}')").fetchall())
    assert "DECIMAL(38,6)" in types["amounts"] and types["amounts"].endswith("[]"), types
    assert types["published"] == "TIMESTAMP WITH TIME ZONE", types
    table = base.sql(f"FROM '{path}'").to_arrow_table()
    same("duckdb", table.to_pylist(), due)
    total = base.sql(
        f"SELECT sum(it.value)::DECIMAL(38,6) FROM (SELECT unnest(amounts) AS it FROM '{path}') WHERE it.primary"
    ).fetchall()[0][0]
    exact = sum((it["value"] for deal in due for it in deal["amounts"] if it["primary"]), Decimal(0))
    assert (total or Decimal(0)) == exact, (total, exact)
    print(f"duckdb: the primary amounts sum to {exact:f}, exactly as the records")


def harmless(text):
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") and text else text


def check_csv(folder, due):
    def rows(name):
        with open(folder / name, encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines, strict=True))

    flat = rows("deals.csv")
    frame = pandas.read_csv(folder / "deals.csv", dtype=str, keep_default_na=False)
    read = polars.read_csv(folder / "deals.csv", infer_schema=False)
    assert flat == frame.to_dict("records")
    assert flat == read.with_columns(polars.all().fill_null("")).to_dicts()
    assert [it["deal_id"] for it in flat] == [harmless(it["deal_id"]) for it in due]
    for row, deal in zip(flat, due):
        primary = [it for it in deal["amounts"] if it["primary"]]
        if primary:
            assert Decimal(row["amount"]) == primary[0]["value"] and row["currency"] == primary[0]["currency"]
        buyers = "; ".join(it["name"] for it in deal["parties"] if it["role"] == "buyer")
        assert row["buyer"] == harmless(buyers), (row["buyer"], buyers)
    for name in LISTS:
        entries = [(deal, n, entry) for deal in due for n, entry in enumerate(deal[name])]
        got = rows(f"{name}.csv")
        assert len(got) == len(entries), name
        for row, (deal, n, entry) in zip(got, entries):
            assert row["deal_id"] == harmless(deal["deal_id"]) or row["deal_id"] == deal["deal_id"]
            assert name == "evidence" or row["n"] == str(n)
            for field in DECIMALS.get(name, []):
                assert (Decimal(row[field]) if row[field] else None) == entry[field], (name, row)
            if name == "evidence":
                assert row["text"] == entry["text"] and row["start"] == str(entry["start"])
    raw = (folder / "deals.csv").read_bytes()
    assert raw.endswith(b"\r\n") and not raw.startswith(b"\xef\xbb\xbf")
    print(f"csv: {len(flat)} rows equal in csv, pandas and polars; side tables complete, decimals exact")


def check_summaries(folder, due):
    with open(folder / "merged.csv", encoding="utf-8", newline="") as lines:
        merged = list(csv.DictReader(lines, strict=True))
    assert sum(int(row["articles"]) for row in merged) >= len(merged)
    assert {it for row in merged for it in row["deal_ids"].split("; ")} == {deal["deal_id"] for deal in due}
    alone = {"by_kind", "by_status", "by_currency", "by_source", "by_month", "by_quarter"}
    for path in sorted((folder / "summary").glob("by_*.parquet")):
        name = path.stem
        frame = polars.read_parquet(folder / "summary" / f"{name}.parquet")
        with open(folder / "summary" / f"{name}.csv", encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, strict=True))
        assert len(rows) == frame.height and list(frame.columns) == list(rows[0] if rows else frame.columns)
        for row, entry in zip(rows, frame.to_dicts()):
            for column, value in entry.items():
                if isinstance(value, Decimal):
                    assert Decimal(row[column]) == value, (name, row)
                else:
                    assert row[column] == harmless("" if value is None else str(value)), (name, column, row)
        if name in alone:
            assert sum(frame["deals"]) == len(merged), name
    packages = {row["merged_id"]: row for row in merged}

    def firm(row):
        return row["amount"] and row["status"] in ("agreed", "completed")

    sums = {}
    for row in merged:
        package = packages.get(row["part_of"])
        if not firm(row) or (package and firm(package)):
            continue
        value = Decimal(row["amount"])
        low = Decimal(0) if row["modality"] == "max" and not row["amount_max"] else value
        high = Decimal(row["amount_max"]) if row["amount_max"] else value
        before = sums.get(row["currency"], (Decimal(0), Decimal(0)))
        sums[row["currency"]] = (before[0] + low, before[1] + high)
    frame = polars.read_parquet(folder / "summary" / "by_currency.parquet")
    got = {
        it["currency"]: (it["firm_low"], it["firm_high"]) for it in frame.to_dicts() if it["firm_low"] is not None
    }
    assert got == sums, (got, sums)
    print("summaries: CSV and Parquet equal, every deal counted once, firm sums are those of the merged deals")


def check_package(folder):
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])
    print(f"datapackage.json: {len(report.tasks)} tables are what it says")


def check_workbook(path, due):
    book = openpyxl.load_workbook(path, read_only=True)
    rows = list(book["amounts"].iter_rows(values_only=True))
    amounts = [it for deal in due for it in deal["amounts"]]
    place = {name: n for n, name in enumerate(rows[0])}
    assert len(rows) - 1 == len(amounts)
    for row, amount in zip(rows[1:], amounts):
        assert Decimal(row[place["value (exact)"]]) == amount["value"], row
        assert row[place["value"]] == float(amount["value"]), row
    rows = list(book["deals"].iter_rows(values_only=True))
    assert len(rows) - 1 == len(due)
    for row, deal in zip(rows[1:], due):
        moment = deal["published"]
        assert row[2] == (moment and moment.replace(tzinfo=None)), (row[2], moment)
    print(f"workbook: {len(book.sheetnames)} sheets, numbers and moments as such, exact text beside decimals")


def check_arrow(path, due):
    same("arrow", pyarrow.ipc.open_file(path).read_all().to_pylist(), due)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    due = reference(folder)
    check_parquet(folder, due)
    check_csv(folder, due)
    check_summaries(folder, due)
    check_package(folder)
    check_workbook(folder / "deals.xlsx", due)
    check_arrow(folder / "deals.arrow", due)
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert run["counts"]["deals"] == len(due)
    for file in run["files"]:
        assert (folder / file["file"]).is_file(), file
    print(f"run.json: {len(run['files'])} files, all there")


main()
