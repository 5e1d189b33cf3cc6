"""MariaDB's audit log: the file of its plugin ``server_audit``, one line for each event.

mariadb.com/kb, *MariaDB Audit Plugin - Log Format* and *Settings*, read 2026-11; lines of a server 11.8.6;
mariadb-corporation/mariadb-docs, the same pages, read 2026-11-29, for what changed later:

- Since 12.0.1 the client's port follows its host, and events of connections have the version of TLS as their object. A
  form of the time that the server's administrator chose (``server_audit_timestamp_format``) is not read.
- The time is in the server's own zone, which the log does not name: it is read as UTC. Run the server in UTC
  (``TZ=UTC``).
- The plugin masks the passwords of the statements that it supports. It does not mask them in ``PREPARE``, in a compound
  statement, in ``SELECT PASSWORD('…')`` and in invalid statements (a misspelt ``IDENTIFIED BY``). If a password reaches
  the limit of a statement's length, its end remains after zero bytes. All these are masked here.
- The user of a refused connection is written unchanged, also line ends: anyone who can reach the port can forge a line.
  A table's event has no outcome. The ``QUERY`` of the same number after it has one.
- A ``DISCONNECT`` also follows a refused connection: it shows no outcome.
- An account is a user and the hosts that it may connect from. The log has the user and the actual host. A user with one
  account identifies that account (``survey.py``), a user with several suggests them.
"""

from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import Values

# A user name may hold commas: the right match is the shortest one after which the rest of the line fits its operation.
_PATTERN = (
    r"^(\d{8} \d\d:\d\d:\d\d),([^,]*),(.*?),([^,]*),(\d+),(\d+),"
    r"((?:CONNECT|DISCONNECT|FAILED_CONNECT|CHANGEUSER|PROXY_CONNECT)|(?:READ|WRITE|CREATE|ALTER|RENAME|DROP)|QUERY[A-Z_]*),"
    r"([^,]*),"
    r"('(?:[^'\\]|\\.)*'|[^,']*),(\d*)$"
)
_GROUPS = (
    "stamp", "serverhost", "username", "host", "connectionid", "queryid", "operation", "database", "object", "retcode",
)  # fmt: skip
#: The quoted text right after a word for a password, to the end; and the rest of it in a truncated statement.
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
            "status_id": "events of tables, and ends of connections, have no outcome; statements have one",
            "src_ip": "connections by socket, and hosts given by name, have no address",
            "user_agent": "the plugin does not write the client program",
        },
    ),
)
