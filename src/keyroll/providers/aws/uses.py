"""CloudTrail names the access key of each request, on average 15 minutes later, which is not promised.

docs.aws.amazon.com, *How CloudTrail works* (page of 2023), read 2026-11-29.

Data events (reads of objects) are logged only where a trail asks for them, so an
unused key shows in no log that lacks them: only sign-ins are claimed.
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
