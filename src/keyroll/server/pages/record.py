"""One raw record as it was received, with its file and its hash."""

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from keyroll.errors import NothingToDo
from keyroll.server.page import Page, PageRequest, Parameter

_MOST: Final = 200_000


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record: its bytes as text, whether the end was left out, and the hash of the whole."""

    source: str
    place: str
    file: str
    number: int
    sha256: str
    text: str
    cut: bool
    command: str


def _data(asked: PageRequest) -> RecordPage:
    source, place, raw = asked.needed("source"), asked.needed("place"), asked.needed("raw")
    number = asked.number("number", 0, 10**9 - 1)
    try:
        opened = asked.keyroll.browse.record(source, place, raw, number, is_log=asked.text("log") == "yes")
    except OSError:  # a name that no file can have, for example
        raise NothingToDo("there is no such record", hint="open it from the evidence of a story") from None
    text = opened.content.decode("utf-8", "backslashreplace")
    if len(text) <= _MOST:
        with suppress(ValueError, RecursionError):  # other text is shown unchanged
            text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    command = asked.command(f"keyroll list events --where \"raw = '{raw}' AND record = {number}\"")
    return RecordPage(source, place, opened.file, number, opened.sha256, text[:_MOST], len(text) > _MOST, command)


PAGE = Page(
    "/record",
    "Raw record",
    RecordPage,
    _data,
    "record.html",
    role="responder",
    under="/stories",
    parameters=(
        Parameter("source", "the source", needed=True, pattern="^[a-z][a-z0-9_]*(@[A-Za-z0-9][A-Za-z0-9._-]*)?$"),
        Parameter("place", "its log or endpoint", needed=True),
        Parameter("raw", "the hash of the file", needed=True, pattern="^[0-9a-f]{64}$"),
        Parameter("number", "the number of the record or page", needed=True, longest=9, pattern="^[0-9]{1,9}$"),
        Parameter("log", "yes for a log", one_of=("yes", "no")),
    ),
)
