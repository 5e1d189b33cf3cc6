"""Jira writes an audit log (who changed what) and an access log (every request)."""

from types import MappingProxyType

from keyroll.providers._atlassian import audit
from keyroll.providers.contract import Log, view

# %a %{jira.request.id}r %{jira.request.username}r %t "%m %U%q %H" %s %b %D "%{Referer}i" "%{User-Agent}i" "<session>r"
# Path parameters (;jsessionid=…) name a live session and are left out.
_PATTERN = (
    r"^(.+?) (\S+) (.+?) \[([^\]]+)\] "
    r'"([A-Z]+) ([^\s?;"]*)(?:;[^\s?"]*)?(?:\?([^\s"]*))? ([^\s"]*)" '
    r'(\d{3}|-) (\d+|-) (\d+|-) "([^"]*)" "(.*)" "([^"]*)"\s*$'
)
_GROUPS = (
    "client",
    "request_id",
    "username",
    "stamp",
    "method",
    "path",
    "parameters",
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
    identity=("nullif(method, '')",),
    view=view(__package__, "access"),
)

LOGS = (audit(), ACCESS)
