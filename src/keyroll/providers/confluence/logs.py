"""Confluence writes an audit log (who changed what) and an access log (every request)."""

from types import MappingProxyType

from keyroll.providers._atlassian import audit
from keyroll.providers.contract import Log, view

# %t [%{X-Forwarded-For}i] %{X-AUSERNAME}o %I %h %r %s %Dms %b %{Referer}i %{User-Agent}i; nothing is quoted.
# Path parameters (;jsessionid=…) name a live session and are left out. A request that Tomcat could not read is "-".
_PATTERN = (
    r"^\[([^\]]+)\] (?:((?:[^\s,]+, ?)*[^\s,]+) )?(\S+) (\S+) (\S+) "
    r"(?:([A-Z]+) ([^\s?;]*)(?:;[^\s?]*)?(?:\?(\S*))? (HTTP/\S+)|-|null null null) "
    r"(\d{3}|-) (\d+)ms (\d+|-) (\S+) (.*?)\s*$"
)
_GROUPS = (
    "stamp",
    "forwarded",
    "username",
    "thread",
    "client",
    "method",
    "path",
    "parameters",
    "protocol",
    "status",
    "millis",
    "bytes",
    "referer",
    "agent",
)

ACCESS = Log(
    name="access",
    columns=MappingProxyType(dict.fromkeys(_GROUPS, "VARCHAR")),
    pattern=_PATTERN,
    happened_at="try_strptime(stamp, '%d/%b/%Y:%H:%M:%S %z')",
    identity=("nullif(status, '')",),
    view=view(__package__, "access"),
)

LOGS = (audit(), ACCESS)
