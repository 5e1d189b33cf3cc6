"""Named variables of an ``.env`` file.

There is no standard. A value of letters, digits and signs without a meaning is written without quotes, which every
reader takes as it is (dotenv, ``docker --env-file``, systemd's ``EnvironmentFile``, a shell). Another value is written
in single quotes, which Docker would take as a part of the value. The last assignment counts.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Final

from keyroll.errors import UsageError
from keyroll.rotation.form import FileForm, named_templates

_EXAMPLE: Final = "env PASSWORD={secret} USER={id}"
_LINE = re.compile(r"(\s*(?:export\s+)?)([A-Za-z_][A-Za-z0-9_]*)(\s*=\s*)(.*)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+=,~?&-]*")
_QUOTED = re.compile(r"""'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)\"""")


def entries(words: str) -> Mapping[str, str]:
    """Return the template of each variable. Raises UsageError."""
    found = named_templates(words, _EXAMPLE)
    if any(not _NAME.fullmatch(name) for name in found):
        raise UsageError("this is not the name of a variable", hint=f"write it as {_EXAMPLE}")
    return found


def put(before: str, _words: str, texts: Mapping[str, str], _accounts: frozenset[str]) -> str:
    """Replace the values of the variables; other lines stay."""
    lines, left = [], dict(texts)
    for line in before.splitlines():
        found = _LINE.fullmatch(line)
        if found and found[2] in texts:
            left.pop(found[2], None)
            lines.append(f"{found[1]}{found[2]}={_quoted(texts[found[2]])}")
        else:
            lines.append(line)
    lines += [f"{name}={_quoted(text)}" for name, text in left.items()]
    return "".join(f"{line}\n" for line in lines)


def read(content: str, words: str) -> Mapping[str, str] | None:
    """Return the values of the variables; None if one is missing."""
    wanted, found = entries(words), {}
    for line in content.splitlines():
        match = _LINE.fullmatch(line)
        if match and match[2] in wanted:
            found[match[2]] = _unquoted(match[4].strip())
    return found if found.keys() == wanted.keys() else None


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else "'" + re.sub(r"(['\\])", r"\\\1", text) + "'"


def _unquoted(text: str) -> str:
    quoted = _QUOTED.match(text)
    if quoted is None:
        return re.sub(r"\s+#.*", "", text)
    strip = partial(re.sub, r"\\(.)", r"\1")
    return strip(quoted[1] if quoted[1] is not None else quoted[2])


FORM = FileForm("variables of an .env file", _EXAMPLE, entries, put, read)
