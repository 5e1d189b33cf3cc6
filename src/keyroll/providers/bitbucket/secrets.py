"""HTTP access tokens: ``BBDC-`` and a text that contains the token's id, as Bitbucket lists it.

The prefix is that of the scanner's rule; ``_checksums.data_center_id`` describes the rest.
"""

from keyroll.providers._atlassian import token_identifier
from keyroll.providers._checksums import data_center_id
from keyroll.providers.contracts.secrets import Derived, SecretKind, SecretMatch, Shape


def derive(match: SecretMatch) -> Derived | None:
    """Return the token with its id, or None if the text holds no id."""
    found = data_center_id(match.text.removeprefix("BBDC-"))
    return Derived(match.text, (token_identifier(found),)) if found else None


SECRETS = (
    SecretKind(
        "access_token",
        rules=("betterleaks.bitbucket-data-center-token",),
        derive=derive,
        shapes=(Shape("bitbucket.token", r"\b(BBDC-[MNO][DTjz][A-Za-z0-9+/]{42})(?:[^A-Za-z0-9+/=]|$)"),),
    ),
)
