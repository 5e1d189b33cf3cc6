"""What must be done today, in at most ten lines: the most urgent first, each with its command."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from keyroll.errors import NothingToDo
from keyroll.report.document import Block, Document, Gap, Line, Tone
from keyroll.report.figures import CONDITIONS
from keyroll.report.listing import Times
from keyroll.report.reporting import ReportFacts
from keyroll.report.words import count, some
from keyroll.store.session import Row

#: The most lines, and the most of them that are stories and open items.
LINES, STORIES, ITEMS = 10, 3, 4
#: A credential that ends within this time is expiring.
SOON: Final = timedelta(days=14)
#: A log or listing without news for this time has stopped.
STOPPED: Final = timedelta(days=7)
#: An intruder: expected less than once in 52 weeks (docs/words.md).
CRITICAL: Final = "NOT contained AND (severity_id >= 5 OR severity_id = 4 AND expected_a_week < 1.0 / 52)"
#: The kinds of change that give nobody a power, take none away and hide nothing.
ORDINARY: Final = ("expiry changed", "renamed", "seen first", "privilege seen first")
CHANGED: Final = f"what NOT IN ({', '.join(map(repr, ORDINARY))})"


@dataclass(frozen=True, slots=True)
class TodayRow:
    """One thing to do: its subject, the reason, and the next command. ``urgent``: somebody may be harmed meanwhile."""

    what: str
    why: str
    command: str
    urgent: bool = False


def today(facts: ReportFacts) -> tuple[TodayRow, ...]:
    """Return at most ten things to do, the most urgent first. Raises NothingToDo if the home is empty."""
    rows = [*_stories(facts), *_items(facts), *_ending(facts), *_stopped(facts), *_changed(facts)]
    return tuple(rows[:LINES])


def document(facts: ReportFacts) -> Document:
    """Return the screen of ``keyroll today``."""
    rows = today(facts)
    blocks: list[Block] = []
    for row in rows:
        blocks.append(Line(f"{row.what}: {row.why}", Tone.BAD if row.urgent else Tone.PLAIN))
        blocks.append(Line(row.command, Tone.QUIET, indent=2))
    if not rows:
        blocks = [Line("Nothing that was read needs an act today.", Tone.GOOD)]
    figures = facts.figures()
    known = f"{count(figures.live, 'live credential')}; {figures.without_owner:,} without an owner"
    more = Line(f"{known}; unread sources are not judged: keyroll list sources", Tone.QUIET)
    return Document([*blocks, Gap(), more], "To do today", f"As of {facts.now:%Y-%m-%d %H:%M} UTC.")


def _stories(facts: ReportFacts) -> list[TodayRow]:
    try:
        critical = facts.rows("stories", CRITICAL)
        high = facts.rows("stories", "NOT contained AND severity_id >= 4")
    except NothingToDo:
        return [TodayRow("No hunt was run", "whether an intruder uses a credential is unknown", "keyroll hunt")]
    rows = [
        TodayRow(
            f"An intruder since {_day(one['first_at'])}",
            f"{count(_length(one['subjects']), 'credential or host', 'credentials and hosts')} used, not contained",
            f"keyroll show {str(one['id'])[:8]}",
            urgent=True,
        )
        for one in critical[:STORIES]
    ]
    others = len(high) - min(len(critical), STORIES)
    if others:
        words = count(others, "story", "stories")
        rows.append(TodayRow(f"{words} to review", "unusual, not contained", _listed("stories", "NOT contained")))
    return rows


def _items(facts: ReportFacts) -> list[TodayRow]:
    left = [(one, work) for one in facts.campaigns() for work in one.left]
    never = datetime.max.replace(tzinfo=facts.now.tzinfo)
    left.sort(key=lambda pair: (pair[0].terms.deadline or never, pair[1].reach.rank, pair[1].standing.item.identifier))
    rows = []
    for of, work in left[:ITEMS]:
        incident, deadline = of.status.incident, of.terms.deadline
        by = f"by {_day(deadline)}" if deadline else "no deadline"
        why = f"exposed by {incident.title}, not proven dead ({by}; reaches: {work.reach.words})"
        rows.append(TodayRow(work.standing.item.name, why, f"keyroll incident status {incident.name}", urgent=True))
    if len(left) > ITEMS:
        names = list(dict.fromkeys(of.status.incident.name for of, _ in left[ITEMS:]))
        words = count(len(left) - ITEMS, "more open item")
        rows.append(TodayRow(words, f"of {some(names)}", f"keyroll incident status {names[0]}"))
    return rows


def _ending(facts: ReportFacts) -> list[TodayRow]:
    soon = f"live AND expires BETWEEN now() AND now() + INTERVAL {SOON.days} DAYS"
    found = ((soon, f"ends within {SOON.days} days"), (CONDITIONS["overdue"], "rotation is later than documented"))
    counted = [(len(facts.rows("credentials", where)), where, why) for where, why in found]
    return [
        TodayRow(count(number, "credential"), why, _listed("credentials", where))
        for number, where, why in counted
        if number
    ]


def _stopped(facts: ReportFacts) -> list[TodayRow]:
    old = [
        f"{row['source']} {row['what']}"
        for row in facts.rows("sources", "kind <> 'unlistable'")
        if row["complete"] is False or _late(row, facts.now)
    ]
    if not old:
        return []
    why = f"incomplete, or nothing new for {STOPPED.days} days: {some(old, most=2)}"
    return [TodayRow(count(len(old), "listing or log", "listings and logs"), why, "keyroll list sources")]


def _late(row: Row, now: datetime) -> bool:
    until = row["until"]
    return isinstance(until, datetime) and now - until > STOPPED


def _changed(facts: ReportFacts) -> list[TodayRow]:
    rows = facts.rows("changes", CHANGED, Times(since=facts.now - timedelta(days=1)))
    if not rows:
        return []
    kinds = Counter(str(row["what"]) for row in rows).most_common(3)
    why = ", ".join(f"{number:,} {what}" for what, number in kinds)
    return [TodayRow(f"{count(len(rows), 'change')} since yesterday", why, f"{_listed('changes', CHANGED)} --since 1d")]


def _listed(kind: str, where: str) -> str:
    return f'keyroll list {kind} --where "{where}"'


def _day(at: object) -> str:
    return f"{at:%Y-%m-%d}" if isinstance(at, datetime) else "unknown"


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0
