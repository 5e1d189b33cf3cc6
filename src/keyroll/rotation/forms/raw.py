"""The value alone."""

from collections.abc import Mapping

from keyroll.rotation.form import FileForm


def entries(words: str) -> Mapping[str, str]:
    """Return the template of the whole file."""
    return {"content": words or "{value}"}


def put(_before: str, _words: str, texts: Mapping[str, str], _accounts: frozenset[str]) -> str:
    """Return the whole file."""
    return texts["content"]


def read(content: str, _words: str) -> Mapping[str, str]:
    """Return the whole file, without the line end that an editor adds."""
    return {"content": content.rstrip("\r\n")}


FORM = FileForm("the value alone", "raw", entries, put, read)
