"""The server's log has the fingerprint of the key of each sign-in."""

from keyroll.providers.contracts.uses import LoggedUses, Shows

_OF = "credential IN ('ssh@*:public_key:' || $id, 'openssh@*:public_key:' || $id)"
USES = tuple(LoggedUses("public_key", log, _OF, Shows.SIGN_INS) for log in ("auth", "journal"))
