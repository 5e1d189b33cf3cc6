"""The form in which a value is written for a consumer, such as ``{who}:{value}``, and the reading of that form."""

import re
import secrets

from keyroll.errors import UsageError
from keyroll.reveal import reveal
from keyroll.secret import Secret

WHO, VALUE = "{who}", "{value}"
_PARTS = re.compile(r"(\{who\}|\{value\})")


def checked(form: str, *, pair: bool) -> str:
    """Return a form that holds the value once.

    Raises UsageError, also if each value has its own account and the form lacks it.
    """
    if form.count(VALUE) != 1 or form.count(WHO) > 1:
        raise UsageError(f"the form {form!r} must contain {VALUE} once", hint='write it as form = "{who}:{value}"')
    if pair and WHO not in form:
        raise UsageError(
            "each generation signs in as another account: the form must name the account",
            hint='add {who} to the form, for example form = "{who}:{value}"',
        )
    return form


def written(form: str, who: str, value: Secret) -> Secret:
    """Return the content that a consumer reads."""
    with reveal(value) as raw:
        pieces = {WHO: who.encode(), VALUE: raw}
        return Secret(b"".join(pieces.get(part, part.encode()) for part in _PARTS.split(form)))


def taken(form: str, content: Secret) -> tuple[str, Secret] | None:
    """Return the account (empty if the form has none) and the value of a content, or None if it has another form."""
    patterns = {WHO: b"(?P<who>.+?)", VALUE: b"(?P<value>.+)"}
    pattern = b"".join(patterns.get(part) or re.escape(part.encode()) for part in _PARTS.split(form))
    with reveal(content) as raw:
        match = re.fullmatch(pattern + rb"\s*", raw, re.DOTALL)
        if match is None:
            return None
        who = match["who"].decode(errors="replace") if WHO in form else ""
        return who, Secret(match["value"].rstrip(b"\r\n"))


def random_value(_old: Secret | None) -> Secret:
    """Return a new random value of 256 bits: 43 characters of base64url."""
    return Secret(secrets.token_urlsafe(32).encode())
