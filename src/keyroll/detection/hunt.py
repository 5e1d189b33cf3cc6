"""Runs every behaviour over the lake and tells what was found."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from sys import intern
from types import MappingProxyType
from typing import Final

from keyroll.detection.acts import acts, opened
from keyroll.detection.budget import Budget, spend
from keyroll.detection.by_use import machines_by_use
from keyroll.detection.contract import Behaviour
from keyroll.detection.followed import followed
from keyroll.detection.known import known as what_is_known
from keyroll.detection.networks import new_networks
from keyroll.detection.outstanding import Told, alerts
from keyroll.detection.rotated import life_of
from keyroll.detection.sigma.outcome import RuleRequest, RulesRun
from keyroll.detection.stories import stories
from keyroll.errors import NothingToDo
from keyroll.intake.surveys import observations_view
from keyroll.intake.view import events_view
from keyroll.inventory import tables
from keyroll.model.finding import Evidence, Finding, Story
from keyroll.plugins import found
from keyroll.store.home import Home
from keyroll.store.relations import catalogue
from keyroll.store.session import Row, Session

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Hunted:
    """All findings (low ones are single signals), the stories, and what could not be judged and why.

    ``judged`` is what Sigma rules came to; their findings are among the others too.
    """

    findings: tuple[Finding, ...]
    stories: tuple[Story, ...]
    silent: tuple[str, ...] = ()
    judged: RulesRun = field(default_factory=RulesRun)


def behaviours() -> dict[str, Behaviour]:
    """Return every behaviour by the name of its file."""
    return found("keyroll.detection.behaviours", "BEHAVIOUR", Behaviour)


def hunt(
    home: Home,
    *,
    since: datetime | None = None,
    asked: RuleRequest | None = None,
    budget: Budget | None = None,
    progress: Progress | None = None,
) -> Hunted:
    """Run every behaviour and every rule; ``since`` narrows what is returned, never what is learned from.

    ``budget`` is about fused findings. A rule's finding stands beside the organisation's own: it is no part of their
    fusion.
    Raises NothingToDo, UsageError.
    """
    with home.session() as session:
        if not tables.open_inventory(session, home) or not events_view(session, home.lake):
            raise NothingToDo("there are no events to look at", hint="begin with: keyroll sync --from FOLDER")
        for name in ("observations", "observed"):
            observations_view(session, home.lake, name)
        acts(session)
        what_is_known(session, home)
        known = behaviours()
        alone = signals(session, known, progress)
        fused = alerts(_lives(session, alone), Told(families(known), another(known), _begins(session)))
        if budget:
            fused = spend(fused, budget)
        judged = _rules(session, asked or RuleRequest())
        networks = new_networks(session, alone)
        own = [*alone, *fused, *followed(session, alone, fused, networks)]
        told = stories(session, own, networks, judged.findings)
        findings = sorted([*own, *judged.findings], key=lambda one: (one.detected_at, one.id))
        blind = tuple(silent(session, list(known.values())))
    if since:
        findings = [one for one in findings if one.detected_at >= since]
        told = [one for one in told if one.last_at >= since]
    return Hunted(tuple(findings), tuple(told), blind, judged)


def _rules(session: Session, asked: RuleRequest) -> RulesRun:
    # The rules' library takes half a second to import, which only a hunt should wait for.
    from keyroll.detection.sigma.run import judge

    return judge(session, asked)


def publish(home: Home, found_now: Hunted) -> None:
    """Keep findings and stories for the lists; the caller holds the lease."""
    with home.session() as session:
        session.load_rows("findings", catalogue()["last_findings"].types, map(_finding_row, found_now.findings))
        home.lake.publish(session, "SELECT * FROM findings ORDER BY detected_at, id", "hunt/findings")
        session.load_rows("stories", catalogue()["last_stories"].types, map(_story_row, found_now.stories))
        home.lake.publish(session, "SELECT * FROM stories ORDER BY first_at, id", "hunt/stories")
        session.load_rows("evidence", catalogue()["last_evidence"].types, _evidence_rows(found_now))
        home.lake.publish(session, "SELECT * FROM evidence ORDER BY ALL", "hunt/evidence")


def _finding_row(one: Finding) -> tuple[object, ...]:
    level = (one.severity.name.lower(), int(one.severity))
    about = (one.subject, one.behaviour, one.title, one.because, one.network)
    return (one.id, one.detected_at, *level, *about, one.score, len(one.evidence))


def _evidence_rows(found_now: Hunted) -> Iterator[tuple[object, ...]]:
    """Yield a row a finding and event behind it; a finding that stands in several stories has it for each."""
    told: dict[str, list[str | None]] = {}
    for story in found_now.stories:
        for one in story.findings:
            told.setdefault(one.id, []).append(story.id)
    for one in found_now.findings:
        about = (one.detected_at, one.severity.name.lower(), one.subject, one.behaviour, one.title, one.because)
        for name in told.get(one.id, [None]):
            yield from ((name, one.id, *about, *_address(event)) for event in one.evidence)


def _address(event: Evidence) -> tuple[object, ...]:
    return (event.at, event.source, event.log, event.event_id, event.raw, event.record)


def _story_row(one: Story) -> tuple[object, ...]:
    times = (one.first_at, one.high_at, one.last_at)
    footholds = [f"{hold.what}: {hold.identifier}" for hold in one.footholds]
    parts = (list(one.subjects), list(one.networks), [f.id for f in one.findings], footholds)
    return (one.id, one.severity.name.lower(), int(one.severity), *times, one.contained, *parts)


def families(known: dict[str, Behaviour]) -> dict[str, str]:
    """Return the family of each behaviour by its id."""
    return {one.id: one.family or one.id for one in known.values()}


def another(known: dict[str, Behaviour]) -> frozenset[str]:
    """Return the ids of the behaviours that tell that another than its holder may use a credential."""
    return frozenset(one.id for one in known.values() if one.another)


def _begins(session: Session) -> dict[tuple[str, str], datetime]:
    rows = session.tuples("SELECT source, log, begins FROM logs_begin")
    return {(str(source), str(log)): begins for source, log, begins in rows if isinstance(begins, datetime)}


def signals(session: Session, known: dict[str, Behaviour], progress: Progress | None = None) -> list[Finding]:
    """Run behaviours over ``acts``, and find the events behind what they say."""
    hits: list[_Hit] = []
    machine_from = machines_by_use(session)
    for done, behaviour in enumerate(known.values()):
        if progress:
            progress(behaviour.id, done, len(known))
        found = (_hit(behaviour, row) for row in _rows(session, behaviour))
        hits += [hit for hit in found if hit.at >= machine_from.get(hit.subject, hit.at)]
    events = opened(session, (act for hit in hits for act in hit.acts))
    turned = _turned(session, events)
    return [_signal(hit, events, turned) for hit in hits]


def _turned(session: Session, acts: Iterable[int]) -> dict[int, str]:
    """Return by act which credential did it, where it goes on with the life of another one."""
    if not life_of(session):
        return {}
    session.load_columns("wanted", {"act": "BIGINT"}, {"act": sorted(acts)})
    rows = session.tuples("SELECT act, own FROM acts WHERE own <> subject AND act IN (SELECT act FROM wanted)")
    return {int(str(act)): str(own) for act, own in rows}


def _lives(session: Session, found: Iterable[Finding]) -> list[list[Finding]]:
    """Return findings by whose life they are about: a credential that was turned goes on with that of another."""
    lives = life_of(session)
    by_life: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        life, since = lives.get(one.subject, (one.subject, one.detected_at))
        by_life[life if one.detected_at >= since else one.subject].append(one)
    return list(by_life.values())


def _rows(session: Session, behaviour: Behaviour) -> Iterator[Row]:
    """Yield what a behaviour says; what is scored keeps the order of its query."""
    if behaviour.score is None:
        ordered = f"SELECT * FROM ({behaviour.sql}) ORDER BY subject, happened_at, net, target, detail"
        return session.stream(ordered)
    return behaviour.score(session.stream(behaviour.sql))


@dataclass(frozen=True, slots=True)
class _Hit:
    """What a behaviour said in one row: there may be a million, so each name in them is there once."""

    behaviour: Behaviour
    at: datetime
    subject: str
    net: str
    target: str
    because: str
    weight: float
    acts: tuple[int, ...]


def _hit(behaviour: Behaviour, row: Row) -> _Hit:
    at, acts = row["happened_at"], row["events"]
    if not isinstance(at, datetime):
        raise TypeError(f"{behaviour.id} gave no time")
    subject, net, target = (intern(str(row[name] or "")) for name in ("subject", "net", "target"))
    weight = float(str(row.get("weight") or behaviour.weight))
    numbers = tuple(int(str(one)) for one in acts) if isinstance(acts, list) else ()
    return _Hit(behaviour, at, subject, net, target, str(row["detail"]), weight, numbers)


def _signal(hit: _Hit, events: dict[int, Evidence], turned: dict[int, str]) -> Finding:
    last = max(hit.acts, key=lambda act: (events[act].at, act), default=0)
    return Finding(
        behaviour=hit.behaviour.id,
        title=hit.behaviour.title,
        subject=turned.get(last, hit.subject),
        severity=hit.behaviour.alone,
        detected_at=hit.at,
        because=hit.because,
        evidence=tuple(sorted({events[act] for act in hit.acts})),
        network=hit.net,
        score=hit.weight,
        target=hit.target,
        techniques=hit.behaviour.techniques,
    )


#: What behaviours need, by the names in ``needs``: a query for logs that have none of it, and how that is told.
NEEDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "net": (
            "SELECT source || ' ' || log FROM acts GROUP BY source, log HAVING count(net) = 0",
            "a new network cannot be noticed in",
        ),
        "client": (
            "SELECT source || ' ' || log FROM acts GROUP BY source, log HAVING count(client) = 0",
            "a new client program cannot be noticed in",
        ),
        "query": (
            "SELECT source || ' ' || log FROM acts WHERE class_uid = 6001 AND activity_id = 5 "
            "GROUP BY source, log HAVING count(nullif(query, '')) = 0",
            "what is searched for is not told by",
        ),
        "container": (
            "SELECT source || ' ' || log FROM acts WHERE class_uid IN (6001, 6005) "
            "GROUP BY source, log HAVING count(container) = 0",
            "a new project, space or vault cannot be noticed in",
        ),
        "network": (
            "SELECT '' WHERE NOT EXISTS (FROM contacts)",
            "there is no log of a network: no beacon can be noticed",
        ),
        "device": (
            "SELECT source || ' ' || log FROM contacts GROUP BY source, log HAVING count(device_uid) = 0",
            "devices are not told apart by",
        ),
        "segments": (
            "SELECT '' WHERE EXISTS (FROM contacts) AND NOT EXISTS (FROM segments)",
            "no segments are declared (register: segments.csv): a host in two of them cannot be noticed",
        ),
    }
)


def silent(session: Session, known: list[Behaviour]) -> list[str]:
    """Say where a log is too short, or lacks what behaviours look at: its silence must not be taken for peace."""
    needed = max(behaviour.history_days for behaviour in known)
    short = session.tuples(
        "SELECT source, log, date_diff('day', begins, ends) AS days FROM logs_begin WHERE days < $needed ORDER BY ALL",
        {"needed": needed},
    )
    said = [
        f"{source} {log}: {days} days of log; {needed} are needed before every behaviour speaks"
        for source, log, days in short
    ]
    for need in sorted({need for one in known for need in one.needs}, key=list(NEEDS).index):
        query, what = NEEDS[need]
        blind = ", ".join(str(one) for (one,) in session.tuples(f"SELECT * FROM ({query}) ORDER BY 1"))
        if blind or session.one(f"SELECT count(*) FROM ({query})"):
            said.append(f"{what} {blind}".strip())
    return said
