"""Jira writes an audit log of changes (its API and the cloud use another form) and an access log."""

from types import MappingProxyType

from keyroll.providers._atlassian import ABSENT_IN_ACCESS, ADDRESS, ADDRESS_GROUPS, audit
from keyroll.providers._atlassian_records import JIRA_RECORDS
from keyroll.providers.contracts.logs import Log, view

# %a %{jira.request.id}r %{jira.request.username}r %t "%m %U%q %H" %s %b %D "%{Referer}i" "%{User-Agent}i" "<session>r"
_PATTERN = (
    r"^((?:[^\s,]+, ?)*[^\s,]+) (\S+) (.+?) \[([^\]]+)\] "
    rf'"([A-Z]+) {ADDRESS} ([^\s"]*)" '
    r'(\d{3}|-) (\d+|-) (\d+|-) "([^"]*)" "(.*)" "([^"]*)"\s*$'
)
_GROUPS = (
    "client",
    "request_id",
    "username",
    "stamp",
    "method",
    *ADDRESS_GROUPS,
    "protocol",
    "status",
    "bytes",
    "millis",
    "referer",
    "agent",
    "session",
)

ACCESS = Log(
    name="access",
    columns=MappingProxyType(dict.fromkeys(_GROUPS, "VARCHAR")),
    pattern=_PATTERN,
    happened_at="try_strptime(stamp, '%d/%b/%Y:%H:%M:%S %z')",
    identity=("method",),
    view=view(__package__, "access"),
    absent=ABSENT_IN_ACCESS,
)

LOGS = (audit(), ACCESS, JIRA_RECORDS)
