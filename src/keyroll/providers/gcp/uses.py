"""Audit logs name the key of a service account that signed a request; reads of data are logged only if enabled."""

from datetime import timedelta

from keyroll.providers.contracts.uses import LoggedUses, Shows

USES = (
    LoggedUses(
        kind="service_account_key",
        log="audit",
        of="credential = 'gcp@*:key_id:' || $id",
        shows=Shows.SIGN_INS,
        late=timedelta(minutes=5),
    ),
)
