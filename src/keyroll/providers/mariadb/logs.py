"""MariaDB's audit log: the file of its plugin ``server_audit``, one line an event.

mariadb.com/kb, *MariaDB Audit Plugin - Log Format* and *Settings*, read 2026-11; lines of a server 11.8.6:

- The time stands in the server's own zone and names none: it is taken as UTC. Run the server in UTC (``TZ=UTC``).
- The plugin masks the passwords of statements that it knows. It does not in ``PREPARE``, in a compound statement, in
  ``SELECT PASSWORD('…')`` and in what is no statement (a misspelt ``IDENTIFIED BY``); and where a password meets the
  limit of a statement's length, its end is left behind zero bytes. All that is masked here once more.
- The user of a connection that was refused is written as it came, line ends too: a line may be forged by whoever
  reaches the port. A table's event has no outcome; the ``QUERY`` of the same number, behind it, has.
- A ``DISCONNECT`` follows a refused connection as well: it says nothing of an outcome.
- An account is a user and the hosts that it may come from; the log has the user and the host that came. A user of
  one account is that account (``survey.py``), of several it is a suggestion.
"""

from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import Values

# A user may hold commas: the shortest one is right with which the rest of the line fits its operation.
_PATTERN = (
    r"^(\d{8} \d\d:\d\d:\d\d),([^,]*),(.*?),([^,]*),(\d+),(\d+),"
    r"((?:CONNECT|DISCONNECT|FAILED_CONNECT|CHANGEUSER|PROXY_CONNECT)|(?:READ|WRITE|CREATE|ALTER|RENAME|DROP)|QUERY[A-Z_]*),"
    r"([^,]*),"
    r"('(?:[^'\\]|\\.)*'|[^,']*),(\d*)$"
)
_GROUPS = (
    "stamp", "serverhost", "username", "host", "connectionid", "queryid", "operation", "database", "object", "retcode",
)  # fmt: skip
#: What stands in quotes right behind a word for a password, to the end; and what a cut statement left of one.
_VALUES = (
    r"(?im)\b(?:\w*password|identif\w*\s+(?:by|as)(?:\s+password)?|using)[\x60\s]*(?:[=(]\s*)?(?:_\w+\s*)?\\?['\x22]"
    r"(.+?)(?:'?,\d*)?\r?$",
    r"(?m)\*{5}\x00(.+?)(?:'?,\d*)?\r?$",
)

LOGS = (
    Log(
        name="audit",
        columns=dict.fromkeys(_GROUPS, "VARCHAR"),
        pattern=_PATTERN,
        happened_at="timezone('UTC', try_strptime(stamp, '%Y%m%d %H:%M:%S'))",
        identity=("connectionid", "operation"),
        values=Values(texts=_VALUES),
        view=view(__package__, "audit"),
        absent={
            "actor": "a connection that ends before it signs in has no user",
            "credential": "a connection that ends before it signs in has no user",
            "status_id": "events of tables, and ends of connections, have no outcome; statements have",
            "src_ip": "connections by socket, and hosts told by name, have no address",
            "user_agent": "the plugin writes no program of a client",
        },
    ),
)
