r"""An entry of PostgreSQL's password file, ``host:port:database:user:password``.

postgresql.org, *The Password File*, re-check; the test signs in with libpq: the first line
that matches counts; ``*`` matches anything; ``\``
stands before ``:`` and ``\`` in a field; libpq ignores the file if group or others may read it.
"""

import re
from collections.abc import Mapping
from typing import Final

from keyroll.errors import UsageError
from keyroll.rotation.form import FileForm

_EXAMPLE: Final = "pgpass HOST:PORT:DATABASE"
_FIELDS: Final = 5
_CUT = re.compile(r"((?:\\.|[^:\\])*)(:|$)")


def entries(words: str) -> Mapping[str, str]:
    """Return the two fields of the entry that change. Raises UsageError without host, port and database."""
    if len(_split(words)) != _FIELDS - 2 or "\n" in words:
        raise UsageError("the form must name host, port and database", hint=f"write it as {_EXAMPLE}")
    return {"user": "{id}", "password": "{secret}"}


def put(before: str, words: str, texts: Mapping[str, str], accounts: frozenset[str]) -> str:
    """Replace the entry of this place and account; a new one stands first, because the first match counts."""
    entry = ":".join((words, *(re.sub(r"([\\:])", r"\\\1", texts[name]) for name in ("user", "password"))))
    lines, place = before.splitlines(), _split(words)
    own = accounts | {texts["user"]}
    kept = [line for line in lines if not (_is_entry(line) and _split(line)[:3] == place and _split(line)[3] in own)]
    return "".join(f"{line}\n" for line in (entry, *kept))


def read(content: str, words: str) -> Mapping[str, str] | None:
    """Return user and password of the first entry of the place, and None if an earlier entry hides it from libpq."""
    place = _split(words)
    found = [_split(line) for line in content.splitlines() if _is_entry(line)]
    user = next((one[3] for one in found if one[:3] == place), None)
    if user is None:
        return None
    asked = (*place, user)
    first = next(one for one in found if all(have in ("*", want) for have, want in zip(one, asked, strict=False)))
    return {"user": user, "password": first[4]}


def _is_entry(line: str) -> bool:
    return not line.startswith("#") and len(_split(line)) >= _FIELDS


def _split(line: str) -> list[str]:
    fields: list[str] = []
    for text, colon in _CUT.findall(line):
        fields.append(re.sub(r"\\(.)", r"\1", text))
        if not colon:
            break
    return fields


FORM = FileForm("an entry of a .pgpass file", _EXAMPLE, entries, put, read, private=True)
