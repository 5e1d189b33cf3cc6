"""What a form of a printed document is: a file in ``keyroll.report.renderers`` with ``RENDERER``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from keyroll import plugins
from keyroll.report.document import Document

#: Where the forms lie.
RENDERERS: Final = "keyroll.report.renderers"


@dataclass(frozen=True, slots=True)
class Renderer:
    """One form: what it is, in a few words, and how a document becomes the bytes of one file."""

    about: str
    render: Callable[[Document], bytes]


def renderers() -> dict[str, Renderer]:
    """Return every form by its name."""
    return plugins.found(RENDERERS, "RENDERER", Renderer)
