"""Names of entries, in the same form throughout keyroll."""

import re

_COMMA = re.compile(r"\s*(?<!\\)[,;]\s*")
_SIGN = re.compile(r"\s*(?<!\\)=\s*")


def normal(name: str) -> str:
    """Return a distinguished name in lower case, without spaces around separators (RFC 4514, RFC 4518)."""
    parts = _COMMA.split(name.strip())
    return ",".join(_SIGN.sub("=", part, count=1) for part in parts).lower()
