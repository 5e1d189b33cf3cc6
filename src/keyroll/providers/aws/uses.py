"""CloudTrail names the access key of each request, usually within 5 minutes.

docs.aws.amazon.com, *CloudTrail User Guide*: "typically delivers logs within an average of about 5 minutes of an API
call. This time is not guaranteed". Data events (reads of objects) are logged only where a trail asks for them, so an
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
