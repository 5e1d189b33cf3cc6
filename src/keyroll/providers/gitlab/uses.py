"""The API log has the id of the token of each request."""

from keyroll.providers.contracts.uses import LoggedUses, Shows

USES = (
    LoggedUses(
        kind="access_token",
        log="api",
        of="credential = $source || ':access_token:' || $id",
        # git over HTTPS is in another log.
        shows=Shows.SIGN_INS,
    ),
)
