"""The server's log names the role of each sign-in (``log_connections``): the roles of a pair differ."""

from keyroll.providers.contracts.uses import LoggedUses, Shows

USES = (
    LoggedUses(
        kind="role",
        log="server",
        ways=("pair",),
        of="class_uid = 3002 AND activity_id = 1 AND credential = $source || ':role:' || $who",
        shows=Shows.SIGN_INS,
    ),
)
