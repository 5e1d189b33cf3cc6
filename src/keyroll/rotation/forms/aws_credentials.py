"""A profile of AWS's shared credentials file.

docs.aws.amazon.com, *AWS SDKs and Tools Reference Guide*, *Shared config and credentials files* (re-check); read back
with ``configparser.RawConfigParser``, and by botocore itself in the test. A session
token belongs to the replaced key, and is removed with it.
"""

import configparser
import re
from collections.abc import Mapping
from typing import Final

from keyroll.errors import UsageError
from keyroll.rotation.form import FileForm, UnreadableFileError

_TEMPLATES: Final = {"aws_access_key_id": "{id}", "aws_secret_access_key": "{secret}"}
_OF_A_KEY: Final = frozenset({*_TEMPLATES, "aws_session_token", "aws_security_token"})
_SECTION = re.compile(r"\[([^]]+)\]")
_EXAMPLE: Final = "aws-credentials PROFILE"


def entries(words: str) -> Mapping[str, str]:
    """Return the two entries of a key. Raises UsageError for a name that no profile can have."""
    if any(sign in words for sign in "[]\n"):
        raise UsageError("this is not the name of a profile", hint=f"write it as {_EXAMPLE}")
    return _TEMPLATES


def put(before: str, words: str, texts: Mapping[str, str], _accounts: frozenset[str]) -> str:
    """Replace the key of the profile; other settings of it, other profiles and comments stay."""
    key = [f"{name} = {text}\n" for name, text in texts.items()]
    kept: list[str] = []
    section, at, drops = "", None, False
    for line in before.splitlines(keepends=True):
        found = _SECTION.match(line)
        section = found[1] if found else section
        if section == _profile(words) and not found and not line[:1].isspace():
            drops = re.split(r"[=:]", line, maxsplit=1)[0].strip().lower() in _OF_A_KEY
        drops = drops and not found and section == _profile(words)
        if not drops:
            kept.append(line)
        if found and section == _profile(words):
            at = len(kept)
    if kept and not kept[-1].endswith("\n"):
        kept[-1] += "\n"
    if at is None:
        kept.append(f"[{_profile(words)}]\n")
        at = len(kept)
    return "".join((*kept[:at], *key, *kept[at:]))


def read(content: str, words: str) -> Mapping[str, str] | None:
    """Return the key of the profile; None if it has none. Raises UnreadableFileError."""
    parser = configparser.RawConfigParser(default_section="")
    try:
        parser.read_string(content)
    except configparser.Error:
        raise UnreadableFileError("the place holds no AWS credentials file", hint="name the right file") from None
    if not parser.has_section(_profile(words)):
        return None
    found = dict(parser.items(_profile(words)))
    return {name: found[name] for name in _TEMPLATES} if found.keys() >= _TEMPLATES.keys() else None


def _profile(words: str) -> str:
    return words or "default"


FORM = FileForm("a profile of an AWS credentials file", _EXAMPLE, entries, put, read)
