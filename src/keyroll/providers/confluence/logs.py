"""Confluence writes an audit log of changes (its API and the cloud use another form) and an access log."""

from types import MappingProxyType

from keyroll.providers._atlassian import ABSENT_IN_ACCESS, ADDRESS, ADDRESS_GROUPS, audit
from keyroll.providers._atlassian_records import CONFLUENCE_RECORDS
from keyroll.providers.contracts.logs import Log, view

# %t [%{X-Forwarded-For}i] %{X-AUSERNAME}o %I %h %r %s %Dms %b %{Referer}i %{User-Agent}i; nothing is quoted.
# A request that Tomcat could not read is "-".
_PATTERN = (
    r"^\[([^\]]+)\] (?:((?:[^\s,]+, ?)*[^\s,]+) )?(\S+) (\S+) (\S+) "
    rf"(?:([A-Z]+) {ADDRESS} (HTTP/\S+)|-|null null null) "
    r"(\d{3}|-) (\d+)ms (\d+|-) (\S+) (.*?)\s*$"
)
_GROUPS = (
    "stamp",
    "forwarded",
    "username",
    "thread",
    "client",
    "method",
    *ADDRESS_GROUPS,
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
    identity=("status",),
    view=view(__package__, "access"),
    absent=ABSENT_IN_ACCESS,
)

LOGS = (audit(), ACCESS, CONFLUENCE_RECORDS)
