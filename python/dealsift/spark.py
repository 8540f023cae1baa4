"""Deals of a Spark data frame: :func:`extract` runs on the executors, by ``mapInArrow``.

dealsift, pyarrow and pyspark must be installed on every worker.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from . import Extractor, arrow_schema

__all__ = ["extract", "schema"]


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type with plain offsets, which Spark reads; records have large ones."""
    if pa.types.is_large_string(kind):
        return pa.string()
    if pa.types.is_large_list(kind):
        return pa.list_(_plain(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(it.name, _plain(it.type)) for it in kind])
    return kind


def _columns() -> pa.Schema:
    return pa.schema([pa.field(it.name, _plain(it.type)) for it in pa.schema(arrow_schema())])


def schema() -> StructType:
    """The columns of :func:`extract`: those of the record."""
    return from_arrow_schema(_columns())


@functools.lru_cache(maxsize=4)
def _extractor(grammars: str | None, any_language: bool) -> Extractor:
    """One for each worker process, however many batches it gets."""
    return Extractor(grammars, any_language=any_language)


def extract(
    df: DataFrame,
    text: str = "text",
    id: str | None = None,
    *,
    grammars: str | None = None,
    any_language: bool = False,
    threads: int | None = 1,
    **columns: Any,
) -> DataFrame:
    """The deals of a data frame of articles, a row each, as a data frame of records.

    The arguments are those of :meth:`dealsift.Extractor.extract_table`; ``grammars`` is a folder that every worker sees.
    ``threads`` is for each task, of which Spark runs one for each core. Give rows an ``id``: without one it is the row's
    number in its batch, which is not the same in every run. An id that comes twice is told apart only within a batch.
    """
    names = {it: columns.get(it) for it in ("title", "published", "url", "source")}
    wanted = {text, *(name for name in (id, *names.values()) if name)}
    usual = {"id", "title", "published", "url", "source"} & set(df.columns)
    used = df.select(*sorted(wanted | usual))
    target = _columns()

    def deals(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        extractor = _extractor(grammars, any_language)
        for batch in batches:
            found = extractor.extract_table(batch, text, id, threads=threads, **columns)
            yield from pa.table(found).cast(target).to_batches()

    return used.mapInArrow(deals, schema())
