"""Bitbucket writes an audit log of changes, and an access log of every request over HTTP and SSH."""

from types import MappingProxyType

from keyroll.providers._atlassian import ABSENT_IN_ACCESS, ADDRESS, ADDRESS_GROUPS, audit
from keyroll.providers.contracts.logs import Log, view

# IP | protocol | request id | user | time | action | details | status | read | written | labels | ms | session | The
# vendor's own lines omit columns at the end.
_ACTION = rf'(?:"([A-Z]+) {ADDRESS} ?([^\s"]*)"|(SSH - [^|]*?)|[^|]*?)'
_DETAILS = r'(?:"([^"]*)" "([^"]*)"|"([^"]*)"|[^|]*?)'
_REST = r"(?: \| ?([^|]*?))?" * 6
_PATTERN = rf"^([^|]*?) \| (\S+) \| ([io])([@*]\S*) \| ([^|]*?) \| ([^|]+?) \| {_ACTION} \| {_DETAILS}{_REST} ?\|?\s*$"
_GROUPS = (
    "client",
    "protocol",
    "direction",
    "request_id",
    "username",
    "stamp",
    "method",
    *ADDRESS_GROUPS,
    "version",
    "ssh",
    "referer",
    "agent",
    "ssh_client",
    "status",
    "bytes_read",
    "bytes_written",
    "labels",
    "millis",
    "session",
)

ACCESS = Log(
    name="access",
    columns=MappingProxyType(dict.fromkeys(_GROUPS, "VARCHAR")),
    pattern=_PATTERN,
    happened_at="try_strptime(stamp, '%Y-%m-%d %H:%M:%S,%g')::TIMESTAMPTZ",
    identity=("request_id",),
    keep="direction = 'o'",
    view=view(__package__, "access"),
    absent=ABSENT_IN_ACCESS,
)

LOGS = (audit(), ACCESS)
