"""PostgreSQL's log as text: ``stderr`` with a line prefix, and ``csvlog``.

postgresql.org, *Error Reporting and Logging* and *Using CSV-Format Log Output*; the line prefixes are the server's
default (``%m [%p]``, its commit 7d3235ba), Debian's (``%m [%p] %q%u@%d``, a public set of its logs, read 2026-11-29)
and that of Amazon RDS (``%t:%r:%u@%d:[%p]:``; its lines, as ``UTC::@:[8097]:FATAL``, are on docs.aws.amazon.com, *Using
parameters on your RDS for PostgreSQL DB instance*, read 2026-11-29). A message continues in lines that begin with a
tab, in CSV while a quote is open. A time with the letters of a zone other than UTC and GMT is not read: they are not
unique.
"""

from typing import Final

from keyroll.providers.contracts.logs import Log, view

_STAMP: Final = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? (?:[A-Z]{2,5}|[+-]\d\d(?::?\d\d)?)"
_LEVELS: Final = "LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG[1-5]?|STATEMENT|DETAIL|HINT|CONTEXT|QUERY|LOCATION"
_STDERR: Final = (
    rf"(?s)^({_STAMP})(?::([^\s()]*)(?:\(\d+\))?:([^@\s]*)@([^:\s]*):)? ?\[(\d+)(?:-\d+)?\]:? ?"
    rf"(?:([^@\s\[\]]+)@(\S+) )?(?:[^:\n]*? )?({_LEVELS}):  ?(.*)$"
)
_AT: Final = "TRY_CAST(regexp_replace({0}, ' (GMT|UTC)$', '+00') AS TIMESTAMPTZ)"
_ABSENT: Final = {
    "actor": "the server's own processes, and lines whose prefix and connection name no user, have none",
    "credential": "the server's own processes, and lines whose prefix and connection name no user, have none",
    "status_id": "messages that are neither a connection nor a statement have no outcome",
    "src_ip": "connections by socket, and lines whose prefix and connection name no host, have no address",
    "user_agent": "only clients that set application_name name their program",
}
_SESSION: Final = "OVER (PARTITION BY source, pid ORDER BY happened_at, record ROWS UNBOUNDED PRECEDING)"
_LINES: Final = f"""SELECT *, pid AS session_id, NULL::VARCHAR AS ps, NULL::VARCHAR AS state_code,
  NULL::VARCHAR AS "statement", NULL::VARCHAR AS application_name,
  CASE WHEN said_user IS NULL AND message NOT LIKE 'connection %' THEN 'server' ELSE 'client backend' END AS backend_type,
  said_user AS "user", said_db AS dbname, said_host AS remote_host
FROM (
  SELECT *,
    last_value(coalesce(nullif(user_rds, '[unknown]'), nullif(user_line, '[unknown]'), nullif(regexp_extract(message, '^connection authorized: user=(\\S+)', 1), '')) IGNORE NULLS) {_SESSION} AS said_user,
    last_value(coalesce(nullif(db_rds, '[unknown]'), nullif(db_line, '[unknown]'), nullif(regexp_extract(message, '^connection authorized: .* database=(\\S+)', 1), '')) IGNORE NULLS) {_SESSION} AS said_db,
    last_value(coalesce(nullif(host_rds, ''), nullif(regexp_extract(message, '^connection received: host=(\\S+)', 1), '')) IGNORE NULLS) {_SESSION} AS said_host
  FROM native
)"""  # noqa: E501, S608 - a column is a line; no values of others

STDERR: Final = Log(
    name="stderr",
    columns=dict.fromkeys(
        ("stamp", "host_rds", "user_rds", "db_rds", "pid", "user_line", "db_line", "error_severity", "message"),
        "VARCHAR",
    ),
    pattern=_STDERR,
    continued="tab",
    known_line=rf"^{_STAMP}.*\b(?:LOG|ERROR|FATAL|PANIC|WARNING|STATEMENT|DETAIL|HINT):  ",
    happened_at=_AT.format("stamp"),
    identity=("message", "error_severity"),
    keep="error_severity NOT IN ('STATEMENT', 'DETAIL', 'HINT', 'CONTEXT', 'QUERY', 'LOCATION')",
    view=view(__package__, "server").replace("FROM native", f"FROM ({_LINES})"),
    absent=_ABSENT,
)
_FIELD: Final = '("(?:[^"]|"")*"|[^",]*)'
_COLUMNS: Final = (
    "log_time", "user_name", "database_name", "process_id", "connection_from", "csv_session", "session_line_num",
    "command_tag", "session_start_time", "virtual_transaction_id", "transaction_id", "severity", "sql_state_code",
    "said_message", "detail", "hint", "internal_query", "internal_query_pos", "context", "query_text", "query_pos",
    "location", "program", "kind",
)  # fmt: skip
_PLAIN: Final = "nullif(replace(regexp_replace({0}, '^\"|\"$', '', 'g'), '\"\"', '\"'), '')"


def _plain(**names: str) -> str:
    return ", ".join(f'{_PLAIN.format(given)} AS "{name}"' for name, given in names.items())


_GIVEN: Final = (
    _plain(
        user="user_name", dbname="database_name", session_id="csv_session", ps="command_tag", error_severity="severity",
        state_code="sql_state_code", message="said_message", statement="query_text", application_name="program",
    )
    + ", regexp_replace(regexp_replace(" + _PLAIN.format("connection_from") + r", ':\d+$', ''), '^\[(.*)\]$', '\1')"
    " AS remote_host, coalesce(" + _PLAIN.format("kind") + ", CASE WHEN user_name <> '' THEN 'client backend' ELSE"
    " 'server' END) AS backend_type"
)  # fmt: skip
_ROWS: Final = f"SELECT *, {_GIVEN} FROM native"  # noqa: S608 - no values of others
CSV: Final = Log(
    name="csv",
    columns=dict.fromkeys(_COLUMNS, "VARCHAR"),
    pattern="(?s)^" + ",".join([_FIELD] * 23) + f"(?:,{_FIELD}.*)?$",
    continued="quote",
    known_line=rf'^{_STAMP},(?:"[^"]*")?,(?:"[^"]*")?,\d+,',
    event_id="csv_session || '/' || session_line_num || '/' || process_id",
    happened_at=_AT.format("log_time"),
    identity=("severity",),
    view=view(__package__, "server").replace("FROM native", f"FROM ({_ROWS})"),
    absent=_ABSENT,
)
