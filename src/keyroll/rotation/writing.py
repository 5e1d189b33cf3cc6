"""The form in which a value is written for a consumer, and the reading of that form.

A form is a template of the whole place (``{id}:{secret}``), or a named form of a file of which only its entries change
(``aws-credentials PROFILE``; ``keyroll.rotation.forms``). The fields of a template:

- ``{value}``: the whole value, as the provider or keyroll made it.
- ``{id}`` and ``{secret}``: the two parts of it. A kind whose value has parts declares their names (``Rotator.parts``).
  Of another kind, ``{secret}`` is the value, and ``{id}`` the account that signs in with it.
- ``{who}``: the account that signs in with it.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from keyroll import plugins
from keyroll.errors import UsageError
from keyroll.reveal import reveal
from keyroll.rotation.form import FileForm
from keyroll.secret import Secret

_FORMS: Final = "keyroll.rotation.forms"
_FIELD: Final = re.compile(r"\{([a-z]+)\}")
_VARIABLE: Final = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*['\"]?([^'\"\n]+)['\"]?\s*$", re.MULTILINE)
#: Names of fields and variables that hold a secret.
_SECRET_NAME: Final = re.compile(r"(?i)pass|secret|pwd")
#: The parts of a value whose kind declares none.
PLAIN: Final = ("id", "secret")
Parts = tuple[str, ...]


def named_forms() -> dict[str, FileForm]:
    """Return the named forms by name."""
    return {name.replace("_", "-"): one for name, one in plugins.found(_FORMS, "FORM", FileForm).items()}


@dataclass(frozen=True, slots=True)
class ValueForm:
    """A form as it was read: the named form with its words, and the templates of its entries."""

    text: str
    file: FileForm
    words: str
    templates: Mapping[str, str]

    @classmethod
    def read(cls, text: str) -> "ValueForm":
        """Read a form. Raises UsageError."""
        name, _, words = text.partition(" ")
        known = named_forms()
        if name in known:
            return cls(text, known[name], words.strip(), known[name].entries(words.strip()))
        if not _FIELD.search(text):
            named = "; ".join(one.example for one in known.values())
            raise UsageError(f"the form {text!r} has no field and no known name", hint=f"{{value}}, or: {named}")
        return cls(text, known["raw"], text, {"content": text})

    def fields(self) -> list[str]:
        """Return the names of the fields, in their order."""
        return [name for template in self.templates.values() for name in _FIELD.findall(template)]


def checked(text: str, *, pair: bool, parts: Parts = ()) -> ValueForm:
    """Return a form that holds the value once, and the account if each value has its own. Raises UsageError."""
    form = ValueForm.read(text)
    names, known = form.fields(), {"value", "who", *(parts or PLAIN)}
    hint = _hint(parts, pair=pair)
    if unknown := next((name for name in names if name not in known), ""):
        raise UsageError(f"the form {text!r} has the unknown field {{{unknown}}}", hint=hint)
    whole, apart = names.count("value"), [names.count(name) for name in (parts or ("secret",))]
    if len(names) != len(set(names)) or whole + max(apart) != 1 or (max(apart) and not all(apart)):
        raise UsageError(f"the form {text!r} must contain the value once", hint=hint)
    if parts and "who" in names:
        raise UsageError(f"the form {text!r} names the account twice: the value holds it", hint=hint)
    if pair and not parts and not {"who", "id"} & set(names):
        raise UsageError("each generation signs in as another account: the form must name the account", hint=hint)
    return form


def _hint(parts: Parts, *, pair: bool) -> str:
    if parts:
        shown = " and ".join(f"{{{name}}}" for name in parts)
        return f'{{value}} is {":".join(parts).upper()} already; write form = "{{value}}", or use {shown}'
    return f'write it as form = "{"{id}:{secret}" if pair else "{value}"}"'


def written(
    text: str, who: str, value: Secret, *, parts: Parts = (), before: Secret | None = None, accounts: Sequence[str] = ()
) -> Secret:
    """Return the content that a consumer reads; of a file, ``before`` is its content, of which only entries change.

    Raises UsageError if the file cannot be read as its form, or if the consumer would read another value from it.
    """
    form = ValueForm.read(text)
    with reveal(value) as raw:
        texts = _texts(form, _field_texts(who, raw, parts))
    if before is None:
        there = ""
    else:
        with reveal(before) as raw:
            there = _text(raw)
    after = form.file.put(there, form.words, texts, frozenset(accounts))
    if _lines_ended(form.file.read(after, form.words)) != _lines_ended(texts):
        raise UsageError(f"the consumer would not read the new value from {form.file.title}", hint="check the file")
    return Secret(_raw(after))


def whole(text: str) -> bool:
    """Return whether the value is the whole content, so that nothing else is lost when it is written."""
    return ValueForm.read(text).file is named_forms()["raw"]


def reads(text: str, who: str, value: Secret, content: Secret, *, parts: Parts = ()) -> bool:
    """Return whether a consumer reads this value from a content, by the parser of its form."""
    form = ValueForm.read(text)
    with reveal(value) as raw, reveal(content) as there:
        try:
            found = form.file.read(_text(there), form.words)
            return _lines_ended(found) == _lines_ended(_texts(form, _field_texts(who, raw, parts)))
        except UsageError:
            return False


def taken(text: str, content: Secret, *, parts: Parts = ()) -> tuple[str, Secret] | None:
    """Return the account (empty if the form has none) and the value of a content, or None if it has another form."""
    form = ValueForm.read(text)
    with reveal(content) as raw:
        try:
            texts = form.file.read(_text(raw), form.words)
        except UsageError:
            return None
    found: dict[str, str] = {}
    for name, template in form.templates.items():
        match = _pattern(template).fullmatch(texts[name]) if texts is not None else None
        if match is None:
            return None
        found |= match.groupdict()
    value = found.get("value") or (":".join(found[name] for name in parts) if parts else found["secret"])
    return found.get("who") or ("" if parts else found.get("id", "")), Secret(_raw(value))


def _lines_ended(texts: Mapping[str, str] | None) -> dict[str, str] | None:
    """Return texts without the line ends after them: a private key ends with one, and an editor adds one."""
    return None if texts is None else {name: text.rstrip("\r\n") for name, text in texts.items()}


def recognised(account: str, content: Secret, *, parts: Parts = ()) -> str:
    """Return the form of a content that names the account, or an empty text."""
    with reveal(content) as raw:
        text = _text(raw)
    for form in _candidates(account, text):
        found = taken(form, content, parts=parts)
        if found is not None and found[0] == account:
            return form
    return ""


def _candidates(account: str, text: str) -> list[str]:
    """Return the forms that a content with this account may have, the most special first."""
    found: list[str] = []
    try:
        fields: Mapping[str, object] = json.loads(text)
        user = next(name for name, value in fields.items() if value == account)
        found.append(f"json {user}={{id}} {next(name for name in fields if _SECRET_NAME.search(name))}={{secret}}")
    except (ValueError, AttributeError, StopIteration):
        pass
    variables = dict(_VARIABLE.findall(text))
    users = [name for name, value in variables.items() if value == account]
    values = [name for name in variables if _SECRET_NAME.search(name)]
    if users and values:
        found.append(f"env {users[0]}={{id}} {values[0]}={{secret}}")
    for line in text.splitlines():
        fields_of = line.split(":")
        if len(fields_of) >= 5 and fields_of[3] == account:
            found.append(f"pgpass {':'.join(fields_of[:3])}")
    return [*found, "{id}:{secret}"]


def _field_texts(who: str, raw: bytes, parts: Parts) -> dict[str, str]:
    value = _text(raw)
    given = value.split(":", len(parts) - 1) if parts else [who, value]
    return {"value": value, "who": who, **dict(zip(parts or PLAIN, given, strict=True))}


def _texts(form: ValueForm, fields: Mapping[str, str]) -> dict[str, str]:
    return {
        name: _FIELD.sub(lambda field: fields.get(field[1], field[0]), template)
        for name, template in form.templates.items()
    }


def _pattern(template: str) -> re.Pattern[str]:
    pieces, names = _FIELD.split(template), _FIELD.findall(template)
    last = names[-1] if names else ""
    words = [
        f"(?P<{piece}>.+{'' if piece == last else '?'})" if place % 2 else re.escape(piece)
        for place, piece in enumerate(pieces)
    ]
    return re.compile("".join(words), re.DOTALL)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def random_value(_old: Secret | None) -> Secret:
    """Return a new random value of 256 bits: 43 characters of base64url."""
    return Secret(secrets.token_urlsafe(32).encode())
