"""A PDF of the HTML form by WeasyPrint, which is an extra: nothing is fetched for it.

Source: doc.courtbouillon.org/weasyprint, version 70, read 2026-11.
"""

from keyroll.errors import UsageError
from keyroll.report.document import Document
from keyroll.report.renderer import Renderer
from keyroll.report.renderers.html import render as html


def _nothing(url: str, *_args: object, **_options: object) -> dict[str, object]:
    """Refuse every address: the document is self-contained. Raises ValueError, which WeasyPrint expects."""
    raise ValueError(f"{url[:100]} is not fetched")


def render(document: Document) -> bytes:
    """Return a document as PDF. Raises UsageError if WeasyPrint is not installed."""
    try:
        # Imported on use: an extra, and slow to load.
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise UsageError(
            f"a PDF needs WeasyPrint, which cannot be loaded ({type(error).__name__})",
            hint="install keyroll's extra named pdf, or use --html and print it from a browser",
        ) from None
    return bytes(HTML(string=html(document).decode(), url_fetcher=_nothing).write_pdf() or b"")


RENDERER = Renderer("a PDF (needs the extra named pdf)", render)
