"""dealsift: the deals in news articles.

>>> import dealsift
>>> deals = dealsift.extract("Falcon Air ordered 18 jets from Oakline Corp for $2 billion.")
>>> deals[0]["kind"], deals[0]["parties"][0]["name"], deals[0]["amounts"][0]["value"]
('purchase', 'Falcon Air', '2000000000')

A deal is a dict with the fields of the JSON record that the command ``dealsift extract`` writes; decimals are text, so that
no digit is lost. Many articles go through :func:`extract_table`, which takes and gives Arrow data.
"""

from __future__ import annotations

import functools
import json
import os
from typing import Any

from . import _dealsift
from ._dealsift import DealsiftError, Deals, __version__, arrow_schema

__all__ = [
    "DealsiftError",
    "Deals",
    "Extractor",
    "__version__",
    "arrow_schema",
    "extract",
    "extract_table",
    "mentions",
    "schema",
]


class Extractor:
    """A compiled grammar, ready to read articles. It can be shared between threads, which run at the same time.

    ``grammars`` is a folder of grammar files to lay over the built-in ones. Articles that are plainly not in English give no
    deals unless ``any_language`` is true. A faulty grammar raises :class:`DealsiftError` with file, line and rule.
    """

    def __init__(self, grammars: str | os.PathLike[str] | None = None, *, any_language: bool = False) -> None:
        self._options = (None if grammars is None else os.fspath(grammars), any_language)
        self._engine = _dealsift.Engine(*self._options)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_made, self._options)

    @property
    def grammar_hash(self) -> str:
        """Hash of the grammar's files; the same rules give the same hash on any machine."""
        return self._engine.grammar_hash

    def extract(
        self,
        text: str,
        title: str | None = None,
        id: str | None = None,
        published: str | None = None,
        *,
        url: str | None = None,
        source: str | None = None,
    ) -> list[dict[str, Any]]:
        """The deals of one article, in the order of the text, as JSON records.

        ``published`` is a date in any form that news sources write; relative dates of the text are counted from it.
        """
        lines = self._engine.extract(text, title, id, published, url, source)
        return [json.loads(line) for line in lines]

    def mentions(self, text: str, id: str | None = None, published: str | None = None) -> dict[str, Any]:
        """Sums of money, numbers, quantities, percentages, parties and dates of a text, with byte offsets (UTF-8).

        A text that holds several articles is refused: its offsets would refer to parts of it.
        """
        lines = self._engine.mentions(text, id, published)
        if len(lines) != 1:
            raise DealsiftError(f"the text holds {len(lines)} articles: give one at a time")
        return json.loads(lines[0])

    def extract_table(
        self,
        data: Any,
        text: str = "text",
        id: str | None = None,
        *,
        title: str | None = None,
        published: str | None = None,
        url: str | None = None,
        source: str | None = None,
        threads: int | None = None,
        on_error: str = "skip",
    ) -> Deals:
        """The deals of a table of articles, a row each, in the order of the articles.

        ``data`` is anything with ``__arrow_c_stream__`` or ``__arrow_c_array__``: a pyarrow table or record batch, a polars or
        pandas data frame, a DuckDB relation. The other arguments name its columns; ``id``, ``title``, ``published``, ``url``
        and ``source`` are taken from columns of those names where they are there. What comes back can be given to
        ``pyarrow.table``, ``polars.DataFrame``, ``pandas.DataFrame.from_arrow`` or DuckDB; ``.rejected`` has id and reason
        of each article that could not be read. With ``on_error="fail"`` the first such article raises
        :class:`DealsiftError`. All cores are used unless ``threads`` says otherwise.
        """
        if on_error not in ("skip", "fail"):
            raise DealsiftError(f'on_error: expected "skip" or "fail", found {on_error!r}')
        if threads is not None and threads < 1:
            raise DealsiftError(f"threads: expected a number from 1 up, found {threads}")
        if not (hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__")):
            raise DealsiftError(
                "data: expected an object with __arrow_c_stream__ or __arrow_c_array__ (a pyarrow, polars or pandas table), "
                f"found {type(data).__name__}"
            )
        strict = on_error == "fail"
        return self._engine.extract_table(data, text, id, title, published, url, source, threads, strict)


def _made(grammars: str | None, any_language: bool) -> Extractor:
    return Extractor(grammars, any_language=any_language)


@functools.lru_cache(maxsize=1)
def _built_in() -> Extractor:
    return Extractor()


def extract(
    text: str,
    title: str | None = None,
    id: str | None = None,
    published: str | None = None,
    *,
    url: str | None = None,
    source: str | None = None,
) -> list[dict[str, Any]]:
    """:meth:`Extractor.extract` with the built-in grammar."""
    return _built_in().extract(text, title, id, published, url=url, source=source)


def mentions(text: str, id: str | None = None, published: str | None = None) -> dict[str, Any]:
    """:meth:`Extractor.mentions` with the built-in grammar."""
    return _built_in().mentions(text, id, published)


def extract_table(
    data: Any,
    text: str = "text",
    id: str | None = None,
    *,
    title: str | None = None,
    published: str | None = None,
    url: str | None = None,
    source: str | None = None,
    threads: int | None = None,
    on_error: str = "skip",
) -> Deals:
    """:meth:`Extractor.extract_table` with the built-in grammar."""
    return _built_in().extract_table(
        data,
        text,
        id,
        title=title,
        published=published,
        url=url,
        source=source,
        threads=threads,
        on_error=on_error,
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of a record. :func:`arrow_schema` has the columns of :func:`extract_table`."""
    return json.loads(_dealsift.json_schema())
