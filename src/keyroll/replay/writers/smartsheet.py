"""Smartsheet's native format of events. Its tokens cannot be listed."""

from keyroll.replay.folder import SHEETS, Record
from keyroll.replay.times import iso


def event(
    ms: int, id_: str, kind: str, action: str, thing: int, user: str, token: str | None, mail: str, source: str
) -> Record:
    """Return one event; only API calls contain the token's name."""
    name = f'"{token}"' if token else "null"
    line = (
        f'{{"eventId":"{id_}","objectType":"{kind}","action":"{action}","objectId":{thing},'
        f'"eventTimestamp":"{iso(ms)}","userId":{user},"requestUserId":{user},"accessTokenName":{name},'
        f'"source":"{source}","additionalDetails":{{"emailAddress":"{mail}"}}}}'
    )
    return SHEETS, ms, line
