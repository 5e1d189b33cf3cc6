"""A keyroll made by hand for posture checks: one row at a time, everything else unknown."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from keyroll.posture.judge import posture
from keyroll.store.relations import give, set_variable
from keyroll.store.session import Row, Session

NOW = datetime(2023, 11, 23, tzinfo=UTC)
KEY = "aws@*:access_key_id:AKIAONE"
ACCOUNT = "jira@main:account:ci"
ROLE = "aws@1:role:deploy"
USER = "aws@1:user:bob"

TEXT, TIME, COUNT = "VARCHAR", "TIMESTAMPTZ", "BIGINT"
_TRUTHS = ("orphaned", "unused", "overdue")
#: The tables of the inventory that checks select from, with the columns that they use.
TABLES: dict[str, dict[str, str]] = {
    "credentials": {
        **dict.fromkeys(("id", "provider", "source", "kind", "name", "state", "principal", "principal_kind"), TEXT),
        **dict.fromkeys(("owner", "owner_from", "changed_via"), TEXT),
        **{name: TEXT for one in _TRUTHS for name in (one, f"{one}_because")},
        **dict.fromkeys(("created", "changed", "expires", "last_changed", "last_used"), TIME),
        **dict.fromkeys(("live", "made_only"), "BOOLEAN"),
        "owner_confidence": "DOUBLE",
        "every_days": COUNT,
    },
    "principals": dict.fromkeys(("principal", "source", "subkind", "name", "owner"), TEXT),
    "reads": {**dict.fromkeys(("source", "endpoint"), TEXT), "observed_at": TIME, "complete": "BOOLEAN"},
    "locations": {
        **dict.fromkeys(("location", "kind", "source", "endpoint", "holder", "place", "id"), TEXT),
        **dict.fromkeys(("observed_at", "since"), TIME),
    },
    "registrations": dict.fromkeys(("registration", "id", "holder"), TEXT),
    "grants": {
        **dict.fromkeys(("principal", "source", "privilege", "resource", "conditions"), TEXT),
        "endpoints": "VARCHAR[]",
        "last_observed": TIME,
    },
    "consumers": {
        **dict.fromkeys(("id", "source", "network", "client"), TEXT),
        **dict.fromkeys(("uses", "active_days"), COUNT),
        "last_used": TIME,
    },
    "vendor_holdings": dict.fromkeys(("vendor", "id", "via", "off_boarded", "off_boarded_because", "alive"), TEXT),
    "rotation_processes": {
        **dict.fromkeys(("provider", "kind", "method", "who", "proven", "proven_because"), TEXT),
        "every_days": COUNT,
    },
    "reach_of": {
        **dict.fromkeys(("node", "because", "administers", "administers_because"), TEXT),
        **dict.fromkeys(("protected", "protected_possible", "credentials", "credentials_possible"), COUNT),
    },
    "log_windows": {"source": TEXT, "log": TEXT, "begins": TIME, "ends": TIME},
    "doings": {
        **dict.fromkeys(("id", "source"), TEXT),
        **dict.fromkeys(("administered", "logins", "told_logins", "days", "weekend"), COUNT),
        **dict.fromkeys(("last_administered", "last_login_by_browser"), TIME),
        "hours": "INTEGER",
    },
}


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@dataclass
class Roll:
    """The rows of every table."""

    session: Session
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in TABLES})

    def add(self, table: str, **values: Any) -> None:
        assert values.keys() <= TABLES[table].keys(), values.keys() - TABLES[table].keys()
        if table == "credentials":
            values |= {"live": values.get("state") not in ("destroyed", "deactivated", "suspended")}
        self.rows[table].append(dict.fromkeys(TABLES[table]) | values)

    def key(self, identifier: str = KEY, **values: Any) -> None:
        """An access key that is alive and of which nothing else is known."""
        plain = {
            "provider": "aws",
            "source": "aws@1",
            "kind": "access_key",
            "principal": USER,
            "state": "active",
            "made_only": False,
        }
        self.add("credentials", **plain | {"id": identifier, "name": identifier.rpartition(":")[2]} | values)

    def account(self, **values: Any) -> None:
        """A machine's account with a password, of which nothing else is known."""
        plain = {"provider": "jira", "source": "jira@main", "kind": "account", "principal": ACCOUNT, "name": "ci"}
        known = {"id": ACCOUNT, "state": "active", "principal_kind": "nonhuman"}
        self.add("credentials", **plain | known | {"made_only": values.get("changed_via") == "created"} | values)

    def grant(self, privilege: str, resource: str = "aws:account", principal: str = USER, **values: Any) -> None:
        plain = {"source": principal.partition(":")[0], "last_observed": ago(1), "endpoints": ["all"]}
        self.add("grants", principal=principal, privilege=privilege, resource=resource, **plain | values)

    def reaches(self, subject: str = KEY, **values: Any) -> None:
        """The result of a sync that computed reach from the graph."""
        names = ("protected", "protected_possible", "credentials", "credentials_possible")
        self.add("reach_of", node=subject, **dict.fromkeys(names, 0) | values)

    def trust(self, who: str, named: str, conditions: str | None = None) -> None:
        self.grant("sts:AssumeRole", "role:deploy", f"aws@1:{who}:{named}", conditions=conditions)

    def consumer(self, client: str | None, network: str = "192.0.2", subject: str = KEY, **values: Any) -> None:
        plain = {"source": subject.partition(":")[0], "uses": 40, "active_days": 20, "last_used": ago(1)}
        self.add("consumers", id=subject, client=client, network=network, **plain | values)

    def read(self, source: str, endpoint: str = "all", days: float = 1, *, complete: bool = True) -> None:
        self.add("reads", source=source, endpoint=endpoint, observed_at=ago(days), complete=complete)

    def did(self, subject: str = KEY, **values: Any) -> None:
        """What the logs of two years show of a credential; hours are a number of them."""
        source = "jira@main" if subject.startswith("jira") else "aws@1"
        counts = dict.fromkeys(("administered", "logins", "told_logins", "weekend"), 0) | {"days": 20}
        hours = (1 << values.pop("hours", 8)) - 1
        self.add("doings", **{"id": subject, "source": source, "hours": hours} | counts | values)

    def window(self, source: str = "aws@1", begins: float = 400, ends: float = 1) -> None:
        self.add("log_windows", source=source, log="log", begins=ago(begins), ends=ago(ends))

    def load(self, *without: str) -> None:
        """Make the tables; those of ``without`` are empty, its columns (``table.column``) hold nothing."""
        for table, types in TABLES.items():
            rows = [] if table in without else self.rows[table]
            columns = {name: [None if f"{table}.{name}" in without else row[name] for row in rows] for name in types}
            self.session.load_columns(table, types, columns)
        give(self.session, *TABLES)
        set_variable(self.session, "as_of", NOW)

    def answers(self, *without: str) -> list[Row]:
        """Every row of every check."""
        self.load(*without)
        posture(self.session)
        return self.session.rows("SELECT * FROM posture ORDER BY ALL")
