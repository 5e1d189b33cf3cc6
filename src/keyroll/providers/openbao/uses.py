"""The audit log shows the metadata of the secret id with each request of a token that was issued for it.

Metadata is not hashed (openbao.org, *Audit devices*, read 2026-11; tested on 2.7.2). A secret id that keyroll made has
the mark of its request there; a secret id that somebody else made has none. The client program is shown only if the
server logs the header ``User-Agent`` (``sys/config/auditing/request-headers``).
"""

from keyroll.providers.contracts.uses import LoggedUses, Shows

USES = (
    LoggedUses(
        kind="approle",
        log="audit",
        of="true",
        native="auth.metadata.role_name = $account AND coalesce(auth.metadata.keyroll, '') = $mark",
        shows=Shows.EVERY_USE,
    ),
)
