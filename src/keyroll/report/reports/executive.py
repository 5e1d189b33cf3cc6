"""The executive report: known and unknown credentials, an intruder's reach, and decisions; two pages."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from keyroll.errors import KeyrollError
from keyroll.inventory.estimate.answer import Estimate
from keyroll.report.decide import decisions
from keyroll.report.document import (
    Bar,
    Bars,
    Block,
    Document,
    IntervalChart,
    Line,
    Number,
    Numbers,
    Section,
    Table,
    Tone,
)
from keyroll.report.estimate import unknown, unknown_words
from keyroll.report.figures import Figures
from keyroll.report.listing import Times
from keyroll.report.reporting import ReachedFacts, Report, ReportFacts
from keyroll.report.words import count, some, source_words
from keyroll.response.work import Campaign
from keyroll.store.session import Row

#: The report compares with the state this long ago.
BEFORE = timedelta(days=30)
#: The most third parties, risks and names on the second page.
SHOWN, NAMED = 6, 5


@dataclass(frozen=True, slots=True)
class ExecutiveFacts:
    """The facts of both pages."""

    figures: Figures
    estimate: Estimate
    campaigns: list[Campaign]
    stories: list[Row]
    vendors: list[Row]
    reach: ReachedFacts

    @property
    def open_items(self) -> int:
        """The number of exposed credentials that are not proven dead, over all incidents."""
        return sum(len(one.left) for one in self.campaigns)


def build(facts: ReportFacts, _subject: str) -> Document:
    """Build both pages. Raises NothingToDo if the home is empty."""
    campaigns = facts.campaigns()
    starts = [work.standing.item.identifier for one in campaigns for work in one.left]
    known = ExecutiveFacts(
        facts.figures(),
        facts.estimate(),
        campaigns,
        _stories(facts),
        sorted(facts.rows("vendors"), key=lambda row: (-_number(row["alive"]), str(row["vendor"]))),
        facts.reach(starts) if starts else ReachedFacts("no exposed credential is open, so there is no starting point"),
    )
    first = (
        Section("In short", (*_words(known), _numbers(known), *_interval(known.estimate))),
        Section("To decide", tuple(_decide(known))),
    )
    second = (
        Section("Holdings of third parties", tuple(_third_parties(known)), new_page=True),
        Section("Reach of an intruder", tuple(_reach(known.reach))),
        Section("Present risks", tuple(_risks(facts))),
        Section(f"Changes since {facts.now - BEFORE:%Y-%m-%d}", tuple(_changes(facts))),
        Section("Basis of this report", tuple(_rests(known))),
    )
    about = f"Machine credentials: service accounts, tokens, keys, certificates. As of {facts.now:%Y-%m-%d %H:%M} UTC."
    return Document([*first, *second], "Machine credentials: state and decisions", about)


def _stories(facts: ReportFacts) -> list[Row]:
    try:
        return facts.rows("stories", "severity_id >= 4 AND NOT contained")
    except KeyrollError:
        return []


def _number(value: object) -> int:
    return int(str(value)) if value is not None else 0


def _words(known: ExecutiveFacts) -> list[Block]:
    figures = known.figures
    known_ = f"{count(figures.live, 'live machine credential')} are known, at {count(figures.providers, 'provider')}"
    blocks: list[Block] = [Line(f"{known_}.")]
    blocks.append(Line(unknown_words(known.estimate)))
    for one in known.campaigns:
        exposed, left = len(one.status.standings), len(one.left)
        said = f"The breach of {one.status.incident.title} exposed {count(exposed, 'credential')}; "
        blocks.append(
            Line(f"{said}{left:,} of them are not proven dead.", Tone.BAD)
            if left
            else Line(f"{said}all are proven dead.", Tone.GOOD)
        )
    for story in known.stories:
        since = f"{story['first_at']:%Y-%m-%d}"
        said = f"Since {since} another actor has probably used {_subjects(story)}. It is not contained."
        blocks.append(Line(said, Tone.BAD))
    blocks.append(Line(_reached_words(known.reach)))
    if known.vendors:
        most = known.vendors[0]
        alive_there = _number(most["alive"])
        share = f"{100 * alive_there // max(figures.live, 1)} % of all"
        blocks.append(
            Line(
                f"{most['vendor']} holds most among third parties: "
                f"{count(alive_there, 'credential')} that can be used, {share}."
            )
        )
    return blocks


def _subjects(story: Row) -> str:
    subjects = story["subjects"]
    number = len(subjects) if isinstance(subjects, list) else 0
    return count(number, "credential or host", "credentials and hosts")


def _reached_words(reach: ReachedFacts) -> str:
    if reach.because:
        return f"The reach of an intruder was not computed: {reach.because}."
    more = f" More may be reached: {'; '.join(reach.beyond)}." if reach.beyond else ""
    return (
        f"With the open credentials an intruder reaches {len(reach.protected):,} of "
        f"{count(reach.all_protected, 'protected resource')} and {count(reach.credentials, 'credential')}.{more}"
    )


def _numbers(known: ExecutiveFacts) -> Numbers:
    figures, more = known.figures, unknown(known.estimate)
    number = "cannot say" if more is None else more.words
    interval = known.estimate.because if more is None else "most likely, and the 95 % interval"
    open_items, reach = known.open_items, known.reach
    return Numbers(
        (
            Number(
                f"{figures.live:,}",
                "live and known",
                f"{figures.without_owner:,} without an owner; {figures.unused:,} unused; {figures.overdue:,} overdue",
            ),
            Number(number, "unknown", interval),
            Number(f"{open_items:,}", "exposed and not proven dead", "", Tone.BAD if open_items else Tone.PLAIN),
            Number(
                "not computed" if reach.because else f"{len(reach.protected):,}",
                "protected resources in an intruder's reach",
                "" if reach.because else f"of {reach.all_protected:,}{', or more' if reach.beyond else ''}",
            ),
        )
    )


def _interval(answer: Estimate) -> list[Block]:
    total = answer.total
    if total is None:
        return []
    return [IntervalChart("Credentials that exist", answer.known, total.point, total.low, total.high)]


def _decide(known: ExecutiveFacts) -> list[Block]:
    found = decisions(known.campaigns, known.stories, known.estimate, known.figures.without_owner, known.vendors)
    rows = tuple((str(place), one.what, one.why, one.command) for place, one in enumerate(found, 1))
    if not rows:
        return [Line("No known fact needs a decision today.", Tone.GOOD)]
    return [Table(("", "decision", "why", "first step"), rows)]


def _third_parties(known: ExecutiveFacts) -> list[Block]:
    bars = tuple(
        Bar(
            str(row["vendor"]),
            float(_number(row["alive"])),
            f"{_number(row['alive']):,}",
            f"{count(_number(row['privileges']), 'privilege')}, used {_day(row['last_used'])}",
        )
        for row in known.vendors[:SHOWN]
    )
    if not bars:
        return [Line("No third party is known to hold a credential: no register and no application was read.")]
    rest = len(known.vendors) - len(bars)
    more = [Line(f"{count(rest, 'more third party', 'more third parties')}: keyroll list vendors")] if rest > 0 else []
    return [Bars("Usable credentials that each holds", bars), *more]


def _day(value: object) -> str:
    return f"{value:%Y-%m-%d}" if hasattr(value, "year") else "unknown"


def _reach(reach: ReachedFacts) -> list[Block]:
    if reach.because:
        return [Line(f"Not computed: {reach.because}.")]
    if not reach.protected and not reach.beyond:
        return [Line("No protected resource is reached by a known or possible step.")]
    known = [name for name, certain in reach.protected if certain]
    possible = [name for name, certain in reach.protected if not certain]
    blocks: list[Block] = [Line(f"By known steps: {some(known, most=NAMED)}.", Tone.BAD)] if known else []
    if possible:
        blocks.append(Line(f"Possibly, where a step could not be read: {some(possible, most=NAMED)}."))
    return [*blocks, *(Line(f"More may be reached: {one}.") for one in reach.beyond)]


def _risks(facts: ReportFacts) -> list[Block]:
    present = sorted((risk for risk in facts.posture().risks if risk.yes), key=lambda risk: -risk.yes)
    bars = tuple(
        Bar(risk.title, float(risk.yes), f"{risk.yes:,}", f"{risk.unknown:,} not judged") for risk in present[:SHOWN]
    )
    if not bars:
        return [Line("No check found a risk; unread sources are not judged: keyroll report posture")]
    return [Bars("Credentials with the risk (OWASP NHI Top 10, 2025)", bars)]


def _changes(facts: ReportFacts) -> list[Block]:
    rows = facts.rows("changes", times=Times(since=facts.now - BEFORE))
    counted = Counter(str(row["what"]) for row in rows)
    if not counted:
        return [Line("Nothing changed in the read sources.")]
    said = [f"{number:,} {what}" for what, number in counted.most_common(SHOWN)]
    return [Line(f"{'; '.join(said)}.")]


def _rests(known: ExecutiveFacts) -> list[Block]:
    answer = known.estimate
    hidden = sorted({source_words(scope.scope.source) for scope in answer.scopes if not scope.surveyed})
    blocks: list[Block] = []
    if hidden:
        blocks.append(Line(f"Not listed to the end: {some(hidden, most=NAMED)}. Their credentials are estimated."))
    if answer.grade:
        blocks.append(Line(f"The estimate has grade {answer.grade}: {answer.because}."))
    blocks.append(Line("Unknown is never counted as safe. The rows behind each number: keyroll list credentials"))
    return blocks


REPORT = Report("Executive report", "executives and the board", build)
