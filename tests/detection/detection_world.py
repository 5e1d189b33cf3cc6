"""Small worlds: events, keyroll and surveys made by a test, in the columns that detection reads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from keyroll.detection.baseline.incidents import load_rows
from keyroll.detection.baseline.learn import CONNECTIONS, baseline_of, build_relations
from keyroll.detection.signals.catalogue import behaviours
from keyroll.detection.signals.detect import detect_signals
from keyroll.inventory.use import USE_DAYS
from keyroll.model.event import COLUMNS, ENVELOPE
from keyroll.model.finding import Finding
from keyroll.store.relations import build, give
from keyroll.store.session import Session

DAY0 = datetime(2024, 3, 1, tzinfo=UTC)
OFFICE, ELSEWHERE, STRANGE = "10.1.1.7", "10.9.9.7", "203.0.113.9"
ROBOT, PERSON = "jira@main:account:robot", "jira@main:account:ann"
KEY = "aws@*:access_key_id:AKIATEST"


def day(number: float) -> datetime:
    """A moment so many days after the logs begin."""
    return DAY0 + timedelta(days=number)


@dataclass
class World:
    """Collects events and surveys; ``ready`` makes the tables."""

    session: Session
    events: list[dict[str, object]] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=lambda: {ROBOT: "nonhuman", PERSON: "human"})
    states: list[tuple[str, str, datetime, str, str | None]] = field(default_factory=list)
    dead: list[tuple[object, ...]] = field(default_factory=list)
    exposed: list[tuple[object, ...]] = field(default_factory=list)
    segments: list[tuple[object, ...]] = field(default_factory=list)
    #: Identifiers that are another one's, by the id in the inventory.
    also: dict[str, str] = field(default_factory=dict)
    #: Accounts that only logs show and whose mail address a directory has as a person's.
    people_in_use: list[str] = field(default_factory=list)
    #: The mail addresses of listed principals.
    mails: dict[str, str] = field(default_factory=dict)
    #: The principals of credentials in ``states``.
    owners: dict[str, str] = field(default_factory=dict)
    #: When the listing was read that says of ``kinds``.
    listed: datetime = DAY0

    def did(self, at: float, subject: str = ROBOT, **more: object) -> None:
        """One event; a view of a page by default."""
        source = subject.partition(":")[0].replace("*", "1")
        event: dict[str, object] = dict.fromkeys([*ENVELOPE, "log", *COLUMNS])
        event |= {
            "source": source, "log": f"{source.partition('@')[0]}.access", "day": day(at).date(), "raw": "raw",
            "record": len(self.events) + 1, "event_id": f"e{len(self.events)}", "happened_at": day(at),
            "observed_at": day(at), "recorded_at": day(at), "implausible": False, "class_uid": 6001, "activity_id": 2,
            "status_id": 1, "operation": "look", "actor": subject, "credential": subject, "resource_type": "page",
            "resource_uid": "home", "src_ip": OFFICE, "user_agent": "robot/1.0",
        } | more  # fmt: skip
        self.events.append(event)

    def daily(self, subject: str = ROBOT, last: int = 30, **more: object) -> None:
        """The same little act every day."""
        for number in range(last):
            self.did(number + 0.1, subject, **more)

    def survey(
        self, at: float, identifier: str, state: str = "active", kind: str = "account", name: str | None = None
    ) -> None:
        """One sight of a credential in a survey."""
        self.states.append((identifier, kind, day(at), state, name))

    def ready(self) -> Session:
        """Make the tables that detection reads, and the acts."""
        types = {**ENVELOPE, "log": "VARCHAR", **COLUMNS}
        columns = {name: [event[name] for event in self.events] for name in types}
        self.session.load_columns("events", types, columns)
        used = {str(event["credential"]) for event in self.events if event["credential"]}
        known = sorted(used | set(self.kinds) | set(self.also))
        ids = [self.also.get(one, one) for one in known]
        self.session.load_columns(
            "identifiers", {"identifier": "VARCHAR", "id": "VARCHAR"}, {"identifier": known, "id": ids}
        )
        people = list(self.kinds)
        self.session.load_columns(
            "principal_kinds",
            {"principal": "VARCHAR", "known_from": "TIMESTAMPTZ", "kind": "VARCHAR"},
            {"principal": people, "known_from": [self.listed] * len(people), "kind": list(self.kinds.values())},
        )
        self.session.load_columns(
            "principals_in_use", {"principal": "VARCHAR", "kind": "VARCHAR", "name": "VARCHAR"},
            {"principal": self.people_in_use, "kind": ["human"] * len(self.people_in_use),
             "name": [None] * len(self.people_in_use)},
        )  # fmt: skip
        self.session.load_columns(
            "principals", {"principal": "VARCHAR", "email": "VARCHAR"},
            {"principal": list(self.mails), "email": list(self.mails.values())},
        )  # fmt: skip
        self.session.run(f"CREATE OR REPLACE TEMP VIEW use_days AS {USE_DAYS.over('events')}")
        seen = [*self.states, *((one, "account", self.listed, "active", None) for one in people)]
        names = {
            "id": "VARCHAR",
            "kind": "VARCHAR",
            "observed_at": "TIMESTAMPTZ",
            "state": "VARCHAR",
            "name": "VARCHAR",
        }
        sights: dict[str, list[Any]] = {name: [row[at] for row in seen] for at, name in enumerate(names)}
        whose: dict[str, list[Any]] = {
            "source": [str(one).partition(":")[0] for one in sights["id"]],
            "principal": [self.owners.get(str(one)) for one in sights["id"]],
        }
        types = names | {"source": "VARCHAR", "principal": "VARCHAR", "endpoint": "VARCHAR", "created": "TIMESTAMPTZ"}
        more: dict[str, list[Any]] = {"endpoint": ["all"] * len(seen), "created": [None] * len(seen)}
        self.session.load_columns("states", types, sights | whose | more)
        self.session.run(
            "CREATE OR REPLACE TEMP TABLE reads AS "
            "SELECT DISTINCT source, endpoint, observed_at, true AS complete FROM states"
        )
        give(
            self.session,
            "events",
            "identifiers",
            "principal_kinds",
            "principals",
            "principals_in_use",
            "use_days",
            "states",
            "reads",
        )
        build_relations(self.session)
        load_rows(self.session, self.dead, self.exposed, self.segments)
        build(self.session, *CONNECTIONS)
        return self.session

    def says(self, behaviour: str) -> list[Finding]:
        """What one behaviour says of this world."""
        session = self.ready()
        signals = detect_signals(session, [behaviours()[behaviour]], baseline_of(session))
        return sorted(signals, key=lambda signal: signal.detected_at)

    def signals(self) -> list[Finding]:
        """What all behaviours say of this world."""
        session = self.ready()
        return detect_signals(session, behaviours().values(), baseline_of(session))

    def since(self, first: datetime) -> "World":
        """The same world when the logs begin after a moment."""
        kept = [event for event in self.events if event["happened_at"] > first]  # type: ignore[operator]
        return self._with(kept)

    def cut(self, last: datetime) -> "World":
        """The same world when nothing after a moment had happened; listings count whenever they were read."""
        kept = [event for event in self.events if event["happened_at"] <= last]  # type: ignore[operator]
        return self._with(kept)

    def _with(self, events: list[dict[str, object]]) -> "World":
        """The same identities and listings with other events."""
        return World(
            self.session, events, self.kinds, self.states, self.dead, self.exposed, self.segments, self.also,
            self.people_in_use, self.mails, self.owners,
        )  # fmt: skip


Plot = Callable[[World], None]


def lives(world: World) -> None:
    """A robot and a person who work every day, each from a network of the organisation."""
    world.daily()
    world.daily(PERSON, src_ip=ELSEWHERE, user_agent="Mozilla/5.0")
