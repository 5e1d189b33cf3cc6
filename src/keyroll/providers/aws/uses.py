"""CloudTrail names the access key of each request, on average after 15 minutes, without a guarantee.

docs.aws.amazon.com, *How CloudTrail works* (page of 2023), read 2026-11-29.

Data events (reads of objects) are logged only if a trail requests them. Without data events a key in use may seem
unused, so the log counts for sign-ins only.
"""

from datetime import timedelta

from keyroll.providers.contracts.uses import LoggedUses, Shows

USES = (
    LoggedUses(
        kind="access_key",
        log="cloudtrail",
        of="credential = 'aws@*:access_key_id:' || $id",
        shows=Shows.SIGN_INS,
        late=timedelta(minutes=15),
    ),
)
