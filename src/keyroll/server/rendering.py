"""Templates: everything is escaped, and every text is made visible."""

import json
from datetime import UTC, date, datetime
from functools import cache
from typing import Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from keyroll.server.shapes import plain
from keyroll.server.static_files import address
from keyroll.visible import visible

#: The headers of a page's HTML. Styles and scripts are files of ours; nothing is inline.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_NO_DAY: Final = Markup('<span class="none">&ndash;</span>')
#: A browser names this site as the origin of a form only if it may name it to this site at all.
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}


@cache
def environment() -> Environment:
    """Return the environment of all templates."""
    found = Environment(
        loader=PackageLoader("keyroll.server", "templates"),
        autoescape=True,
        auto_reload=False,  # The files are those of the package: a search for changes took a page up to 14 file checks.
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"number": number, "at": at, "day": day, "island": island, "words": words, "sentence": sentence}
    found.globals |= {"link": link, "static": address}
    return found


def _shown(value: object) -> object:
    if isinstance(value, Markup):
        return value
    if value is None:
        return ""
    return visible(value, "\n\t") if isinstance(value, str) else value


def number(value: object) -> str:
    """Return a number with separators."""
    return f"{value:,}" if isinstance(value, int | float) else "unknown"


def at(value: object) -> Markup:
    """Return a time to the minute, in UTC, with the exact time for machines."""
    if not isinstance(value, datetime):
        return Markup('<span class="none">unknown</span>')
    exact = value.astimezone(UTC)
    return _time(f"{exact:%Y-%m-%dT%H:%M:%SZ}", f"{exact:%Y-%m-%d %H:%M}")


def day(value: object) -> Markup:
    """Return the day of a time (UTC), with the exact time for machines."""
    if isinstance(value, datetime):
        exact = value.astimezone(UTC)
        return _time(f"{exact:%Y-%m-%dT%H:%M:%SZ}", f"{exact:%Y-%m-%d}")
    if isinstance(value, date):
        return _time(value.isoformat(), value.isoformat())
    return _NO_DAY


def _time(exact: str, shown: str) -> Markup:
    # Digits and signs of a time only. Markup's own format would escape each of them again: half the time of a table.
    return Markup(f'<time datetime="{exact}">{shown}</time>')  # noqa: S704


def island(value: object) -> Markup:
    """Return data as JSON for a script element of type application/json: no tag can end it."""
    text = json.dumps(plain(value), ensure_ascii=True)
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - it holds no character that HTML gives a meaning


def words(value: str) -> str:
    """Return a column's name as words."""
    return value.replace("_", " ")


def sentence(value: str) -> str:
    """Return a text as a sentence: with a capital at the start and a full stop. Names in it stay unchanged."""
    text = value.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", "…")) or not text else ".")


def link(path: str, **query: object) -> str:
    """Return an address with its parameters that have a value."""
    kept = {name: str(one) for name, one in query.items() if one not in (None, "", 0)}
    return path + (f"?{urlencode(kept, quote_via=quote, errors='replace')}" if kept else "")


def render(template: str, **values: object) -> str:
    """Return a template's HTML."""
    return environment().get_template(template).render(**values)
