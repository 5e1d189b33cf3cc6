"""Access keys: the secret is beside its id, and the id is the identifier.

Ids of long-lived keys begin with AKIA, those of temporary credentials with ASIA (IAM user guide, "IAM identifiers"). A
secret is 40 characters of base64, as in the vendor's examples (*GetAccessKeyInfo*, read 2026-11-29). The ids in the
vendor's own pages end in ``EXAMPLE``.
"""

import re

from keyroll.model.identifier import Identifier
from keyroll.providers.contracts.secrets import Derived, SecretKind, SecretMatch, Shape

_KEY_ID = r"(?:AKIA|ASIA)[A-Z2-7]{16}"
_FORTY = r"[A-Za-z0-9/+]{40}"
_ID_FOUND = re.compile(_KEY_ID)
_SECRET_FOUND = re.compile(rf"(?<![A-Za-z0-9/+]){_FORTY}(?![A-Za-z0-9/+=])")
_NO_BASE64 = "[^A-Za-z0-9/+=]"
#: A mark separates an id from its secret, or a word identifies the next 40 characters as one: other tokens have the
#: same length.
_MARKS = r"[^A-Za-z0-9/+]{1,12}(?:/\s[^A-Za-z0-9/+]{0,4})?"
_LABEL = r"[\s\S]{1,200}?(?i:secret)[\s\S]{0,60}?[^A-Za-z0-9/+]"


def derive(match: SecretMatch) -> Derived | None:
    """Return the secret with the id of its key, or None if either is missing or is a vendor's example."""
    found = _ID_FOUND.search(match.text)
    if found is None or "EXAMPLE" in match.text:
        return None
    secrets = [one for one in _SECRET_FOUND.findall(match.text.replace(found[0], " ")) if _mixed(one)]
    if not secrets:
        return None
    if found[0].startswith("ASIA"):
        return Derived(secrets[0], (Identifier.anywhere("aws", "session_key", found[0]),), kind="session")
    return Derived(secrets[0], (Identifier.anywhere("aws", "access_key_id", found[0]),))


def _mixed(text: str) -> bool:
    """Return whether a text has small and capital letters and digits, unlike a hash in hexadecimal."""
    return all(re.search(one, text) for one in ("[a-z]", "[A-Z]", "[0-9]"))


SECRETS = (
    SecretKind(
        "access_key",
        # The scanner's rule pairs an id with the next 40 characters that any label calls a key or token. An id without
        # its secret is not a secret, so its matches are left to the shapes.
        rules=("betterleaks.aws-access-token",),
        derive=derive,
        shapes=(
            Shape("aws.pair", rf"\b({_KEY_ID}\b(?:{_MARKS}|{_LABEL}){_FORTY})(?:{_NO_BASE64}|$)", 4.0),
            Shape(
                "aws.pair-reversed",
                rf"(?i:secret)[^\n]{{0,40}}?[^A-Za-z0-9/+]({_FORTY}{_NO_BASE64}[\s\S]{{0,120}}?\b{_KEY_ID})\b",
                4.0,
            ),
            Shape("aws.pair-close", rf"(?:^|[^A-Za-z0-9/+])({_FORTY}{_MARKS}{_KEY_ID})\b", 4.0),
        ),
    ),
)
