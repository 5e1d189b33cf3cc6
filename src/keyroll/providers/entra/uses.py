"""Sign-ins of service principals name the password or certificate used (``servicePrincipalCredentialKeyId``)."""

from datetime import timedelta

from keyroll.providers.contracts.uses import LoggedUses, Shows

USES = (
    LoggedUses(
        kind="app_credential",
        log="sign_ins",
        of="credential = $source || ':key_id:' || lower($id)",
        shows=Shows.SIGN_INS,
        late=timedelta(minutes=15),
    ),
)
