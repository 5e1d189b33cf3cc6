"""A self-operated OpenID provider: the secrets and keys of its clients, and its log of token requests.

OpenID Connect Core 1.0, section 9; RFC 6749, 7523, 7591, 9449; npm *oidc-provider* 9.13; read 2026-11:

- A client signs in to the token endpoint with a secret (``client_secret_basic``, ``client_secret_post``) or with a
  signed assertion (``private_key_jwt``). A client has one method.
- No part of the standard lists clients. They are known from their use.
- Tokens that were issued stay valid to their end after the secret is gone.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Provider

_UNLISTED = "OpenID Connect has no list of clients"

PROVIDER = Provider(
    name="oidc",
    title="OpenID provider",
    kinds=(
        Kind(
            "client_secret",
            "secret of a client",
            "client",
            unlistable_because=_UNLISTED,
            in_place=True,
            never_expires=True,
            legacy_because="RFC 9700 advises that clients sign in with a key",
            material="shared-secret",
        ),
        Kind(
            "client_key",
            "key of a client (private_key_jwt)",
            "client_key",
            unlistable_because=_UNLISTED,
            never_expires=True,
            material="private-key",
        ),
    ),
    scopes=(LeastScope("the provider's log of token requests", "see which clients sign in, and their methods"),),
    window=timedelta(minutes=1),
)
