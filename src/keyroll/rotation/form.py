"""The contract of a named form: a file of which a consumer reads some entries, such as an AWS credentials file.

Texts are passed as ``str``: only ``writing.py`` opens and closes a secret.
"""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from keyroll.errors import UsageError


class UnreadableFileError(UsageError):
    """The error for a file that does not have the form; its message holds no part of the file."""


@dataclass(frozen=True, slots=True)
class FileForm:
    """One named form.

    ``entries`` reads the words after the name and returns the template of each entry (raises UsageError). ``put``
    returns a file with the texts of the entries, and leaves every other entry as it was; ``accounts`` are the accounts
    whose entries it may replace. ``read`` returns the texts of the entries as the consumer's own parser reads them, and
    None if one is missing. Both raise UnreadableFileError. ``private``: the consumer ignores a file that others may
    read.
    """

    title: str
    example: str
    entries: Callable[[str], Mapping[str, str]]
    put: Callable[[str, str, Mapping[str, str], frozenset[str]], str]
    read: Callable[[str, str], Mapping[str, str] | None]
    private: bool = False


def named_templates(words: str, example: str) -> dict[str, str]:
    """Return the templates of ``NAME=TEMPLATE …``. Raises UsageError."""
    try:
        parts = [one.partition("=") for one in shlex.split(words)]
    except ValueError:
        parts = []
    found = {name: template for name, equals, template in parts if name and equals and template}
    if not found or len(found) != len(parts):
        raise UsageError("the form must name its entries", hint=f"write it as {example}")
    return found
