"""CloudTrail names the access key of each request, some minutes later (from memory: re-check).

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
