"""Keys of the manifest of a Kubernetes secret, in JSON or YAML: base64 in ``data``.

kubernetes.io, *Secrets*, *Opaque Secrets* (re-check): the values of ``data`` are base64.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any, Final

import yaml

from keyroll.rotation.form import FileForm, UnreadableFileError, named_templates
from keyroll.rotation.forms import json as json_form

_EXAMPLE: Final = "kubernetes-secret username={id} password={secret}"


def entries(words: str) -> Mapping[str, str]:
    """Return the template of each key. Raises UsageError."""
    return named_templates(words, _EXAMPLE)


def put(before: str, _words: str, texts: Mapping[str, str], _accounts: frozenset[str]) -> str:
    """Replace the keys in ``data``; the rest of the manifest stays, comments too. Raises UnreadableFileError."""
    coded = {name: base64.b64encode(text.encode()).decode() for name, text in texts.items()}
    wanted = _manifest(before)
    wanted["data"] = {**(wanted.get("data") or {}), **coded}
    if before.lstrip().startswith("{"):
        return json_form.written(before, {**json_form.parsed(before), "data": wanted["data"]})
    after = before
    for name, text in coded.items():
        line = re.compile(rf"^([ \t]+[\"']?{re.escape(name)}[\"']?[ \t]*:)[^\n]*$", re.MULTILINE)
        after = line.sub(rf"\g<1> {text}", after)
    if _manifest(after) != wanted:
        raise UnreadableFileError("the manifest does not hold each key once in data", hint="add the keys to data first")
    return after


def read(content: str, words: str) -> Mapping[str, str] | None:
    """Return the keys as a pod gets them; None if one is missing. Raises UnreadableFileError."""
    data = _manifest(content).get("data") or {}
    try:
        return {name: base64.b64decode(data[name], validate=True).decode() for name in entries(words)}
    except (KeyError, TypeError, ValueError, binascii.Error):
        return None


def _manifest(text: str) -> dict[str, Any]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError:
        found = None
    if not isinstance(found, dict) or found.get("kind") != "Secret":
        raise UnreadableFileError("the place holds no manifest of a secret", hint="name a file with kind: Secret")
    return found


FORM = FileForm("keys of a Kubernetes secret's manifest", _EXAMPLE, entries, put, read)
