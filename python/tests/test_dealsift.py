"""The package gives what the command gives, to and from every Arrow library."""

import json
import os
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest

import dealsift

from conftest import SAMPLES

ORDER = "Falcon Air ordered 18 jets from Oakline Corp for $2 billion."
ARTICLE = ("id", "title", "published", "url", "source")


def line(deal):
    """A record as the command writes it."""
    return json.dumps(deal, ensure_ascii=False, separators=(",", ":"))


def of(article):
    return [line(it) for it in dealsift.extract(article["text"], **{key: article.get(key) for key in ARTICLE})]


def test_a_text():
    (deal,) = dealsift.extract(ORDER, title="Falcon orders", published="2025-03-03")
    assert (deal["kind"], deal["article_id"], deal["title"]) == ("purchase", "-", "Falcon orders")
    assert deal["published"].startswith("2025-03-03") and deal["published_text"] == "2025-03-03"
    assert deal["amounts"][0]["value"] == "2000000000"
    assert dealsift.extract("Rain fell.") == []


def test_records_are_those_of_the_command(wire, told):
    assert len(told) > 10
    assert [it for article in wire for it in of(article)] == told


def test_tables_are_those_of_the_command(wire, told, command, tmp_path):
    table = pa.Table.from_pylist(wire)
    ours = pa.table(dealsift.extract_table(table))
    assert ours.num_rows == len(told)
    assert ours["deal_id"].to_pylist() == [json.loads(it)["deal_id"] for it in told]
    target = tmp_path / "deals.arrow"
    try:
        command("extract", SAMPLES / "wire.jsonl", "--quiet", "-o", target)
    except AssertionError as error:
        if "tables" not in str(error):
            raise
        pytest.skip("the command is built without tables")
    theirs = pa.ipc.open_file(target).read_all()
    assert ours.schema.remove_metadata() == theirs.schema.remove_metadata()
    assert ours.combine_chunks() == theirs.replace_schema_metadata(None).combine_chunks()


def test_a_file_of_articles_gives_what_the_command_gives(command):
    file = os.environ.get("DEALSIFT_ARTICLES")
    if not file:
        pytest.skip("DEALSIFT_ARTICLES names no JSON lines of articles with text and id")
    told = command("extract", file, "--quiet").decode().splitlines()
    articles = [json.loads(it) for it in Path(file).read_text("utf-8").splitlines()]
    # The command splits pages and tells repeated ids apart over the whole file, as a table does.
    found = pa.table(dealsift.extract_table(pa.Table.from_pylist(articles)))
    assert found["deal_id"].to_pylist() == [json.loads(it)["deal_id"] for it in told]
    ids = [it["id"] for it in articles]
    assert len(set(ids)) == len(ids), "articles are told apart by their ids"
    assert [it for article in articles for it in of(article)] == told


def test_every_number_of_threads_gives_the_same(wire):
    table = pa.Table.from_pylist(wire)
    one = pa.table(dealsift.extract_table(table, threads=1))
    for threads in (2, 5, None):
        assert pa.table(dealsift.extract_table(table, threads=threads)) == one


def test_polars(wire):
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(wire).rename({"text": "body", "id": "key"})
    deals = polars.DataFrame(dealsift.extract_table(frame, text="body", id="key"))
    expected = pa.table(dealsift.extract_table(pa.Table.from_pylist(wire)))
    assert deals["deal_id"].to_list() == expected["deal_id"].to_pylist()
    assert str(deals.schema["amounts"].inner.fields[0].dtype) == "Decimal(precision=38, scale=6)"


def test_pandas(wire):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(wire)
    deals = pa.table(dealsift.extract_table(frame)).to_pandas()
    expected = pa.table(dealsift.extract_table(pa.Table.from_pylist(wire)))
    assert deals["deal_id"].tolist() == expected["deal_id"].to_pylist()


def test_duckdb(wire):
    duckdb = pytest.importorskip("duckdb")
    articles = pa.Table.from_pylist(wire)
    deals = pa.table(dealsift.extract_table(duckdb.sql("select * from articles")))
    counted = duckdb.sql("select count(*), sum(len(parties)) from deals").fetchall()[0]
    expected = pa.table(dealsift.extract_table(articles))
    parties = sum(len(it) for it in expected["parties"].to_pylist())
    assert counted == (expected.num_rows, parties)


def test_batches_and_types_of_columns():
    rows = {"id": [7, 8, 7], "text": [ORDER] * 3}
    batch = pa.record_batch(rows)
    ids = ["7", "8", "7~2"]
    assert pa.table(dealsift.extract_table(batch))["article_id"].to_pylist() == ids
    chunked = pa.Table.from_batches([batch.slice(0, 1), batch.slice(1)])
    chunked = chunked.set_column(1, "text", chunked["text"].dictionary_encode())
    assert pa.table(dealsift.extract_table(chunked))["article_id"].to_pylist() == ids
    view = pa.table({"text": pa.array([ORDER], pa.string_view()), "published": pa.array([0], pa.timestamp("us", "Asia/Tokyo"))})
    (deal,) = pa.table(dealsift.extract_table(view)).to_pylist()
    assert (deal["article_id"], deal["published_text"]) == ("-:1", "1970-01-01T00:00:00Z")
    none = dealsift.extract_table(batch.slice(0, 0))
    assert len(none) == 0 and pa.table(none).schema == pa.schema(dealsift.arrow_schema())


def test_rows_without_text_are_told():
    table = pa.table({"id": ["a", None, "c"], "text": [None, " ", ORDER]})
    deals = dealsift.extract_table(table)
    assert deals.rejected == [("a", "no text"), ("-:2", "no text")]
    assert len(deals) == 1
    with pytest.raises(dealsift.DealsiftError, match="a: no text"):
        dealsift.extract_table(table, on_error="fail")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: dealsift.extract(" "), "no text"),
        (lambda: dealsift.extract_table(pa.table({"a": ["x"]})), "no column `text` among a"),
        (lambda: dealsift.extract_table(pa.table({"text": ["x"]}), id="key"), "no column `key` among text"),
        (lambda: dealsift.extract_table(pa.table({"text": [[1]]})), "column `text`: expected text"),
        (lambda: dealsift.extract_table([ORDER]), "found list"),
        (lambda: dealsift.extract_table(pa.table({"text": ["x"]}), threads=0), "from 1 up, found 0"),
        (lambda: dealsift.extract_table(pa.table({"text": ["x"]}), on_error="stop"), "found 'stop'"),
        (lambda: dealsift.Extractor("no/such/folder"), "no folder of grammar files: no/such/folder"),
    ],
)
def test_faults_are_of_one_class(call, says):
    with pytest.raises(dealsift.DealsiftError) as told:
        call()
    assert says in str(told.value)


def test_grammars_of_a_folder(tmp_path):
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames" / "own.toml").write_text("[[rule]]\nid = 3\n")
    with pytest.raises(dealsift.DealsiftError, match="own.toml"):
        dealsift.Extractor(tmp_path)
    (tmp_path / "frames" / "own.toml").unlink()
    extractor = dealsift.Extractor(tmp_path)
    assert extractor.extract(ORDER) == dealsift.extract(ORDER)
    assert pickle.loads(pickle.dumps(extractor)).grammar_hash == extractor.grammar_hash


def test_other_languages():
    text = "Das Unternehmen hat gestern in der Stadt viele neue Maschinen bestellt und wird sie bald erhalten. " + ORDER
    assert dealsift.extract(text) == []
    assert len(dealsift.Extractor(any_language=True).extract(text)) == 1


def test_mentions_are_those_of_the_command(wire, command):
    told = [json.loads(it) for it in command("mentions", SAMPLES / "wire.jsonl", "--quiet").splitlines()]
    assert [dealsift.mentions(it["text"], it["id"], it["published"]) for it in wire] == told


def test_schema_is_that_of_the_command(command):
    assert dealsift.schema() == json.loads(command("schema", "--format", "json"))
    assert list(dealsift.schema()["properties"]) == pa.schema(dealsift.arrow_schema()).names


def test_threads_of_python_share_an_extractor(wire):
    with ThreadPoolExecutor(4) as pool:
        assert [it for lines in pool.map(of, wire) for it in lines] == [it for article in wire for it in of(article)]


def test_the_interpreter_goes_on_while_a_table_is_read(wire):
    table = pa.Table.from_pylist(wire * 60).drop_columns("id")
    turns = 0
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(dealsift.extract_table, table)
        while not work.done():
            turns += 1
            time.sleep(0.001)
    assert len(work.result()) > 0
    assert turns > 3
