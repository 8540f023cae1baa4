"""Spark with two worker processes beside it gives what the command gives."""

import decimal
import json
import os
import shutil
import sys

import pytest

pyspark = pytest.importorskip("pyspark")
if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("no Java", allow_module_level=True)

from pyspark.sql import SparkSession

import dealsift.spark


@pytest.fixture(scope="module")
def spark():
    os.environ["PYSPARK_PYTHON"] = sys.executable
    master = os.environ.get("DEALSIFT_SPARK", "local-cluster[2,1,1024]")
    session = (
        SparkSession.builder.master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executorEnv.PYTHONPATH", os.pathsep.join(sys.path))
        .getOrCreate()
    )
    yield session
    session.stop()


def test_records_are_those_of_the_command(spark, wire, told):
    names = ("id", "title", "published", "url", "source", "text")
    rows = [tuple(it.get(name) for name in names) for it in wire]
    columns = ", ".join(f"{'body' if name == 'text' else name} string" for name in names)
    articles = spark.createDataFrame(rows, columns).repartition(4)
    deals = dealsift.spark.extract(articles, text="body")
    assert deals.schema == dealsift.spark.schema()
    got = {row.deal_id: row for row in deals.collect()}
    expected = {it["deal_id"]: it for it in map(json.loads, told)}
    assert got.keys() == expected.keys() and len(told) == len(got)
    for key, deal in expected.items():
        row = got[key].asDict(recursive=True)
        assert row["published"] is not None
        for name in ("article_id", "title", "kind", "status", "evidence", "confidence", "parties"):
            assert row[name] == deal[name], (key, name)
        for ours, theirs in zip(row["amounts"], deal["amounts"], strict=True):
            assert ours["value"] == decimal.Decimal(theirs["value"])
