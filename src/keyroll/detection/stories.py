"""Joins findings into stories: one intruder, one timeline.

Findings belong together where they share a subject within two weeks, come from the same new place, or where one
subject made or granted the other. A story begins with a finding at medium or above; the low ones are its detail.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from keyroll.model.finding import Finding, Foothold, Severity, Story
from keyroll.model.ids import digest
from keyroll.store.session import Session

REACH = timedelta(days=14)
#: OCSF Account Change and Entity Management activities that end what was made.
_ENDS = "((class_uid = 3001 AND activity_id IN (5, 6)) OR (class_uid = 3004 AND activity_id IN (4, 6)))"


@dataclass(frozen=True, slots=True)
class _Lineage:
    """One subject made or granted another."""

    maker: str
    made: str
    what: str
    at: datetime
    place: str


def stories(session: Session, findings: Sequence[Finding], new_places: frozenset[str]) -> list[Story]:
    """Return the stories of all findings, the most severe and earliest first. Needs ``acts`` and ``changes``."""
    lineage = _lineage(session)
    groups = _joined(findings, lineage, new_places)
    told = []
    for members in groups:
        if max(one.severity for one in members) < Severity.MEDIUM:
            continue
        told.append(_story(session, members, lineage, new_places))
    return sorted(told, key=lambda one: (-one.severity, one.first_at, one.id))


def _joined(findings: Sequence[Finding], lineage: list[_Lineage], new_places: frozenset[str]) -> list[list[Finding]]:
    ordered = sorted(findings, key=lambda one: (one.detected_at, one.id))
    parent = list(range(len(ordered)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    last: dict[str, int] = {}
    makers = defaultdict(set)
    for one in lineage:
        makers[one.made].add(one.maker)
    for place, finding in enumerate(ordered):
        keys = [f"s:{finding.subject}"]
        keys += [f"s:{maker}" for maker in makers[finding.subject]]
        if finding.place in new_places:
            keys.append(f"p:{finding.place}")
        for key in keys:
            before = last.get(key)
            if before is not None and finding.detected_at - ordered[before].detected_at <= REACH:
                parent[root(place)] = root(before)
        for key in {keys[0], *(key for key in keys if key.startswith("p:"))}:
            last[key] = place
    groups: dict[int, list[Finding]] = defaultdict(list)
    for place, finding in enumerate(ordered):
        groups[root(place)].append(finding)
    return list(groups.values())


def _story(session: Session, members: list[Finding], lineage: list[_Lineage], new_places: frozenset[str]) -> Story:
    members = sorted(members, key=lambda one: (one.detected_at, one.id))
    subjects = tuple(sorted({one.subject for one in members}))
    begins = min(event.at for one in members for event in one.evidence)
    places = tuple(sorted({one.place for one in members if one.place in new_places}))
    made = [one for one in lineage if one.maker in subjects and one.at >= begins]
    ends = _ends(session, [one.made for one in made])
    footholds = tuple(
        Foothold(one.made, one.what, one.maker, one.at, _first(ends.get(one.made, ()), one.at)) for one in made
    )
    stopped = _ends(session, subjects)
    still = tuple(one for one in subjects if _first(stopped.get(one, ()), begins) is None)
    return Story(
        id=digest("story", members[0].id),
        severity=max(one.severity for one in members),
        findings=tuple(members),
        subjects=subjects,
        places=places,
        footholds=footholds,
        open_subjects=still,
    )


def _lineage(session: Session) -> list[_Lineage]:
    """Who made or granted what: accounts and credentials created, group members added, code installed."""
    rows = session.tuples(
        "SELECT subject, coalesce(h.id, target, source || ':' || resource_type || ':' || coalesce(resource_uid, "
        "operation)) AS made, CASE class_uid WHEN 3001 THEN 'made' WHEN 3006 THEN 'put into ' || coalesce(target_group, "
        "'a group') WHEN 3004 THEN coalesce(resource_type, 'code') || ' installed or run' ELSE 'granted' END AS what, "
        "happened_at, net FROM acts LEFT JOIN handles h ON h.handle = target WHERE status_id = 1 AND ("
        "(class_uid = 3001 AND activity_id = 1) OR (class_uid = 3005 AND activity_id = 1) "
        "OR (class_uid = 3006 AND activity_id = 3) OR (class_uid = 3004 AND administers)) ORDER BY happened_at"
    )
    found = []
    for maker, made, what, at, net in rows:
        if made is not None and isinstance(at, datetime):
            found.append(_Lineage(str(maker), str(made), str(what), at, str(net)))
    return found


def _ends(session: Session, handles: Iterable[str]) -> dict[str, list[datetime]]:
    """When logs say that something was disabled or deleted."""
    session.load_columns("sought", {"id": "VARCHAR"}, {"id": sorted(set(handles))})
    rows = session.tuples(
        "SELECT coalesce(h.id, target) AS id, happened_at FROM changes LEFT JOIN handles h ON h.handle = target "
        f"WHERE {_ENDS} AND status_id = 1 AND coalesce(h.id, target) IN (SELECT id FROM sought) ORDER BY happened_at"
    )
    found: dict[str, list[datetime]] = defaultdict(list)
    for one, at in rows:
        if isinstance(at, datetime):
            found[str(one)].append(at)
    return found


def _first(times: Iterable[datetime], after: datetime) -> datetime | None:
    return next((one for one in times if one > after), None)
