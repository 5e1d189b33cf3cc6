"""Tokens: their SHA-256 in base64 is the identifier that the audit log has.

The hash is that of Enterprise, "Identifying audit log events performed by an access token". The prefixes are those of
"About authentication to GitHub". A classic token ends in a checksum. A text with the prefix but without the checksum
counts only if it looks random, because newer app tokens have a different form.
"""

import base64
import hashlib

from keyroll.model.identifier import ANYWHERE, Identifier
from keyroll.providers._checksums import fits_base62
from keyroll.providers.contracts.secrets import Derived, SecretKind, SecretMatch, Shape

#: Of 36 random characters in base 62, about 27 differ.
_DIFFERENT = 20


def derive(match: SecretMatch) -> Derived | None:
    """Return the token with its hash, and its last eight characters as a weak identifier."""
    fine = match.text.startswith("github_pat_")
    if not fine and not fits_base62(match.text) and len(set(match.text[4:])) < _DIFFERENT:
        return None
    digest = base64.b64encode(hashlib.sha256(match.text.encode()).digest()).decode()
    identifiers = (
        Identifier.anywhere("github", "hashed_token", digest),
        Identifier(f"github@{ANYWHERE}", "token_last_eight", match.text[-8:], strong=False),
    )
    return Derived(match.text, identifiers, kind="fine_grained_token" if fine else "")


SECRETS = (
    SecretKind(
        "personal_access_token",
        rules=tuple(
            f"betterleaks.github-{name}" for name in ("pat", "fine-grained-pat", "oauth", "app-token", "refresh-token")
        ),
        derive=derive,
        shapes=(Shape("github.token", r"\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82})\b"),),
    ),
)
