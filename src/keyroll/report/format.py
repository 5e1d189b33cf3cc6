"""The contract of one format of ``keyroll list --format``: a file in ``keyroll.report.formats`` with ``FORMAT``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keyroll import plugins

if TYPE_CHECKING:
    from keyroll.report.listing import Listed


@dataclass(frozen=True, slots=True)
class Format:
    """One format. ``write`` yields its text in pieces; the second argument names a class of OCSF, or nothing.

    It raises UsageError if a list has no such form. ``whole`` says that a cut list makes a wrong document: such a
    format gets all rows.
    """

    write: Callable[["Listed", str], Iterator[str]]
    whole: bool = True


def formats() -> dict[str, Format]:
    """Return every format by its name."""
    return plugins.found("keyroll.report.formats", "FORMAT", Format)
