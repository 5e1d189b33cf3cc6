"""The incident report: the open items, the events in time, and the cost of the delay."""

from datetime import datetime

from keyroll.clock import iso
from keyroll.errors import KeyrollError, UsageError
from keyroll.model.incident import Grade
from keyroll.report.document import (
    Bar,
    Bars,
    Block,
    Document,
    Line,
    Moment,
    Number,
    Numbers,
    Section,
    Table,
    Timeline,
    Tone,
)
from keyroll.report.incident import exposed_words, incomplete
from keyroll.report.reporting import Report, ReportFacts
from keyroll.report.words import count
from keyroll.response.work import Campaign, Work
from keyroll.store.session import Row

_GRADES = {
    Grade.A: "A: probed with all controls",
    Grade.B: "B: the provider says gone, and refused use is logged",
    Grade.C: "C: gone in two complete listings",
}
#: The most findings in the timeline.
FINDINGS = 12


def build(facts: ReportFacts, subject: str) -> Document:
    """Build the report of an incident; of the newest if none is given. Raises UsageError, NothingToDo."""
    known = _chosen(facts.campaigns(), subject)
    about = known.status.incident
    left, exposed = len(known.left), len(known.status.standings)
    said = Line(f"{left:,} of {count(exposed, 'exposed credential')} are not proven dead.", Tone.BAD)
    if not left:
        known_only = "known " if known.status.unmatched else ""
        said = Line(
            f"All of {count(exposed, f'{known_only}exposed credential')} are proven dead.",
            Tone.BAD if known_only else Tone.GOOD,
        )
    if not exposed:
        said = Line("No exposed credential is known; that does not prove that nothing was exposed.", Tone.BAD)
    window = f"{about.window_from:%Y-%m-%d} to {about.window_to:%Y-%m-%d}"
    blocks: list[Block] = [
        Section("In short", (said, *incomplete(known.status), *_terms(known, facts.now), _numbers(known, facts.now))),
        Section("Open items", tuple(_open(known))),
        Section("Cost of the delay", tuple(_delay(known, facts))),
        Section("Timeline", (_timeline(known, facts),), new_page=True),
        Section("Proof", tuple(_proven(known))),
    ]
    return Document(
        blocks,
        f"Incident {about.name}: {about.title}",
        f"Credentials exposed {window}. As of {facts.now:%Y-%m-%d %H:%M} UTC. Policy: {about.policy}.",
    )


def _chosen(campaigns: list[Campaign], name: str) -> Campaign:
    if not campaigns:
        raise UsageError("there is no incident", hint="open one: keyroll incident open NAME --vendor V --from T --to T")
    for one in campaigns:
        if name in ("", one.status.incident.name):
            return one
    names = ", ".join(one.status.incident.name for one in campaigns)
    raise UsageError(f"there is no incident {name!r}", hint=f"known: {names}")


def _terms(known: Campaign, now: datetime) -> list[Block]:
    deadline = known.terms.deadline
    if deadline is None:
        return [Line("No deadline is set.")] if known.left else []
    over = " It is over." if now > deadline else ""
    return [Line(f"Deadline {iso(deadline)}.{over} {known.forecast.because}.", Tone.BAD if over else Tone.PLAIN)]


def _numbers(known: Campaign, now: datetime) -> Numbers:
    left = len(known.left)
    days = (now - known.status.incident.window_to).days
    unowned = sum(1 for work in known.left if not work.owner)
    return Numbers(
        (
            Number(f"{len(known.status.standings):,}", "exposed"),
            Number(f"{left:,}", "not proven dead", f"{unowned:,} without an owner", Tone.BAD if left else Tone.PLAIN),
            Number(f"{max(days, 0):,}", "days since the exposure ended"),
            Number(f"{len(known.reopened):,}", "open again", "proven dead before, not now"),
        )
    )


def _open(known: Campaign) -> list[Block]:
    if not known.left:
        return [Line("None.", Tone.GOOD)]
    rows = tuple(
        (
            work.standing.item.name,
            work.owner or "nobody",
            f"{work.standing.judgement.why}: {work.standing.judgement.because}".replace("_", " "),
            work.next_act,
        )
        for work in known.left
    )
    ids = tuple(
        (work.standing.item.name, work.standing.item.identifier, _why(work), work.reach.words) for work in known.left
    )
    return [
        Table(("credential", "owner", "reason it is open", "next"), rows),
        Table(("credential", "identifier", "reason of exposure", "reaches"), ids),
    ]


def _why(work: Work) -> str:
    why = work.standing.item.why
    return exposed_words(why) if why else "kept from before"


def _delay(known: Campaign, facts: ReportFacts) -> list[Block]:
    """Return the days that each open credential stayed usable after its exposure, and its uses in that time."""
    if not known.left:
        return [Line("Nothing is open, so there is no delay.", Tone.GOOD)]
    used = {str(row["id"]): row for row in facts.rows("credentials")}
    bars = []
    for work in known.left:
        item = work.standing.item
        since = item.last_exposed_at or known.status.incident.window_to
        days = max((facts.now - since).days, 0)
        bars.append(Bar(item.name, float(days), f"{days:,} days", _use(used.get(item.identifier)), Tone.BAD))
    total = sum(int(bar.value) for bar in bars)
    said = f"{count(total, 'credential day')} in which an exposed value could be used. Each day adds {len(bars):,}."
    return [Line(said), Bars("Days usable after the exposure", tuple(bars))]


def _use(row: Row | None) -> str:
    if row is None or not isinstance(row["last_used"], datetime):
        return "use unknown: no log shows it"
    return f"last used {row['last_used']:%Y-%m-%d %H:%M}"


def _timeline(known: Campaign, facts: ReportFacts) -> Timeline:
    about = known.status.incident
    moments = [
        Moment(about.window_from, "incident", f"the exposure at {about.title} begins", Tone.BAD),
        Moment(about.window_to, "incident", "the exposure ends"),
        Moment(about.opened_at, "incident", f"the incident is opened by {about.opened_by or 'nobody named'}"),
    ]
    names = {work.standing.item.identifier: work.standing.item.name for work in known.work}
    moments += _deaths(known)
    moments += _findings(facts, names)
    if known.terms.deadline:
        moments.append(Moment(known.terms.deadline, "incident", "the deadline"))
    span = (about.window_from, about.window_to, "the time of the exposure")
    return Timeline("From the exposure until today", tuple(sorted(moments, key=lambda one: one.at)), span)


def _deaths(known: Campaign) -> list[Moment]:
    """Return one moment for each week in which credentials ended, by the evidence."""
    weeks: dict[tuple[int, int], list[datetime]] = {}
    for work in known.work:
        ended = work.standing.judgement.settled
        if work.proven and ended:
            weeks.setdefault(ended.isocalendar()[:2], []).append(ended)
    return [
        Moment(
            max(ends), "proven dead", f"{count(len(ends), 'credential')} ended in this week, by the evidence", Tone.GOOD
        )
        for _, ends in sorted(weeks.items())
    ]


def _findings(facts: ReportFacts, names: dict[str, str]) -> list[Moment]:
    """Return the severe findings about credentials of the incident; none without a hunt."""
    try:
        rows = facts.rows("findings", "severity_id >= 4")
    except KeyrollError:
        return []
    mine = sorted((row for row in rows if str(row["subject"]) in names), key=lambda row: str(row["detected_at"]))
    return [
        Moment(at, "use by another actor", f"{names[str(row['subject'])]}: {row['because']}", Tone.BAD)
        for row in mine[:FINDINGS]
        if isinstance(at := row["detected_at"], datetime)
    ]


def _proven(known: Campaign) -> list[Block]:
    proofs = known.status.proofs
    bars = tuple(Bar(words, float(proofs[grade]), f"{proofs[grade]:,}") for grade, words in _GRADES.items())
    blocks: list[Block] = [Bars("Proofs by grade", bars)]
    if proofs[Grade.D]:
        said = f"{count(proofs[Grade.D], 'open item')} have a person's statement only, which closes nothing."
        blocks.append(Line(said, Tone.BAD))
    blocks.append(Line(f"Signed evidence: keyroll report evidence {known.status.incident.name} -o FILE"))
    return blocks


REPORT = Report("Incident report", "incident leads and executives", build, subject="INCIDENT")
