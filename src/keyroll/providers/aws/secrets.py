"""Access keys: the secret stands next to its id, and the id is the handle.

Ids of long-lived keys begin with AKIA, those of temporary credentials with ASIA (IAM user guide, "IAM identifiers").
A secret is 40 characters of base64 (from memory: re-check). The ids in the vendor's own pages end in ``EXAMPLE``.
"""

import re

from keyroll.model.handle import Handle
from keyroll.providers.contract import Derived, Met, SecretKind, Shape

_ID = re.compile(r"(?:AKIA|ASIA)[A-Z2-7]{16}")
_SECRET = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
_BEGINS = r"(?:^|[^A-Za-z0-9/+=])"
_ENDS = r"(?:[^A-Za-z0-9/+=]|$)"
_KEY_ID = r"(?:AKIA|ASIA)[A-Z2-7]{16}"


def derive(met: Met) -> Derived | None:
    """Return the secret with the id of its key, or None where either is missing or is a vendor's example."""
    found = _ID.search(met.text)
    if found is None or "EXAMPLE" in met.text:
        return None
    beside = [met.text.replace(found[0], " "), *(text for text in met.beside.values() if "EXAMPLE" not in text)]
    secrets = [one for text in beside for one in _SECRET.findall(text) if _mixed(one)]
    if not secrets:
        return None
    if found[0].startswith("ASIA"):
        return Derived(secrets[0], (Handle.anywhere("aws", "session_key", found[0]),), kind="session")
    return Derived(secrets[0], (Handle.anywhere("aws", "access_key_id", found[0]),))


def _mixed(text: str) -> bool:
    """Say whether a text has small and capital letters and digits, as a hash in hexadecimal has not."""
    return all(re.search(one, text) for one in ("[a-z]", "[A-Z]", "[0-9]"))


SECRETS = (
    SecretKind(
        "access_key",
        rules=("betterleaks.aws-access-token",),
        derive=derive,
        shapes=(
            Shape("aws.pair", rf"\b({_KEY_ID}\b[\s\S]{{0,240}}?[^A-Za-z0-9/+=][A-Za-z0-9/+]{{40}}){_ENDS}", 4.0),
            Shape("aws.pair-reversed", rf"{_BEGINS}([A-Za-z0-9/+]{{40}}[^A-Za-z0-9/+=][\s\S]{{0,240}}?{_KEY_ID})\b", 4.0),
        ),
    ),
)
