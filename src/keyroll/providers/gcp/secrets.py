"""Keys of service accounts: a key file has ``private_key_id``, which lists and audit logs also have."""

import re

from keyroll.providers._keys import body_of, public_identifiers
from keyroll.providers.contracts.secrets import Derived, SecretKind, SecretMatch, Shape
from keyroll.providers.gcp.survey import key_identifier

_ID = re.compile(r"private_key_id\W{1,12}([0-9a-f]{16,64})")


def derive(match: SecretMatch) -> Derived | None:
    """Return the private key of a service account's key file with the key's id."""
    name, (label, body) = _ID.search(match.text), body_of(match.text)
    public = public_identifiers(label, body) if body else None
    if name is None or public is None:
        return None
    return Derived(body, (key_identifier(name[1]), *public), searched=body[:48])


SECRETS = (
    SecretKind(
        "service_account_key",
        rules=("betterleaks.gcp-service-account",),
        derive=derive,
        shapes=(
            Shape(
                "gcp.key-file",
                r"(private_key_id\W{1,12}[0-9a-f]{16,64}\W[\s\S]{1,80}?-----BEGIN (?:RSA )?PRIVATE KEY-----"
                r"[\s\S]{64,6000}?-----END (?:RSA )?PRIVATE KEY-----)",
            ),
        ),
    ),
)
