"""The contract of one form of a printed document: a file in ``keyroll.report.renderers`` with ``RENDERER``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from keyroll import plugins
from keyroll.report.document import Document

#: The package of the forms.
RENDERERS: Final = "keyroll.report.renderers"


@dataclass(frozen=True, slots=True)
class Renderer:
    """One form: its description, and the function that turns a document into the bytes of one file."""

    about: str
    render: Callable[[Document], bytes]


def renderers() -> dict[str, Renderer]:
    """Return every form by its name."""
    return plugins.found(RENDERERS, "RENDERER", Renderer)
