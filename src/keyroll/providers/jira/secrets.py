"""Personal access tokens of Jira and Confluence Data Center: they have no prefix, but contain their id.

A value does not show which product issued it. It is called Jira's here.
"""

from keyroll.providers._atlassian import token_identifier
from keyroll.providers._checksums import data_center_id
from keyroll.providers.contracts.secrets import Derived, SecretKind, SecretMatch, Shape


def derive(match: SecretMatch) -> Derived | None:
    """Return the token with its id, or None if the text holds no id."""
    found = data_center_id(match.text)
    return Derived(match.text, (token_identifier(found),)) if found else None


SECRETS = (
    SecretKind(
        "personal_access_token",
        derive=derive,
        # The base64 of two digits begins with one of three characters, then one of four.
        shapes=(
            Shape("jira.token", r"(?:^|[^A-Za-z0-9+/_-])([MNO][DTjz][A-Za-z0-9+/]{42})(?:[^A-Za-z0-9+/=_-]|$)", 3.5),
        ),
    ),
)
