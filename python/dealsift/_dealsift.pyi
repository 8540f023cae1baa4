"""The compiled part; use what `dealsift` has."""

from typing import Any

__version__: str

class DealsiftError(Exception):
    """What dealsift cannot do, with its place and reason."""

class Deals:
    """Deals as Arrow data: anything that takes the Arrow PyCapsule interface reads it."""

    @property
    def rejected(self) -> list[tuple[str, str]]:
        """Id and reason of each article that gave nothing because of a fault."""

    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...

class ArrowSchema:
    def __arrow_c_schema__(self) -> object: ...

class Engine:
    def __init__(self, grammars: str | None, any_language: bool) -> None: ...
    @property
    def grammar_hash(self) -> str: ...
    def extract(
        self,
        text: str,
        title: str | None,
        id: str | None,
        published: str | None,
        url: str | None,
        source: str | None,
    ) -> list[str]: ...
    def mentions(self, text: str, id: str | None, published: str | None) -> list[str]: ...
    def extract_table(
        self,
        data: Any,
        text: str,
        id: str | None,
        title: str | None,
        published: str | None,
        url: str | None,
        source: str | None,
        threads: int | None,
        is_strict: bool,
    ) -> Deals: ...

def json_schema() -> str: ...
def arrow_schema() -> ArrowSchema:
    """The schema of what `extract_table` gives, for anything that takes ``__arrow_c_schema__``."""
