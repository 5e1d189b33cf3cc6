"""The broker's log names the user of each sign-in: the users of a pair differ."""

from keyroll.providers.contracts.uses import LoggedUses, Shows

_OF = "class_uid = 3002 AND activity_id = 1 AND credential = $source || ':user:' || $who"
USES = tuple(LoggedUses("user", log, _OF, Shows.SIGN_INS, ("pair",)) for log in ("server", "server_json"))
