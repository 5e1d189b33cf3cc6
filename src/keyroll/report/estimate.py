"""The estimate as text: the known number, the estimated number, its basis, and its limits."""

from dataclasses import asdict, dataclass

from keyroll.inventory.estimate.answer import Estimate, Interval
from keyroll.inventory.estimate.forgotten import PrivilegeClock
from keyroll.inventory.estimate.lists import ListScope
from keyroll.report.document import Block, Document, Gap, Line, Table, Tone
from keyroll.report.words import count

#: The un-surveyed scopes on a screen, the largest first; --json has all scopes.
SHOWN = 12


@dataclass(frozen=True, slots=True)
class LifetimeShare:
    """The numbers of usable credentials that are short-lived, static, or of an unknown lifetime."""

    credentials: int
    short_lived: int
    static: int
    unknown: int

    @property
    def words(self) -> str:
        """Return the share in a sentence; unknown lifetimes make it a range."""
        if not self.credentials:
            return "No credential is usable."
        least, most = (100 * n / self.credentials for n in (self.short_lived, self.short_lived + self.unknown))
        share = f"{least:.1f} %" if not self.unknown else f"{least:.1f} % to {most:.1f} %"
        unread = f"; of {self.unknown:,} no list shows the end" if self.unknown else ""
        return f"Short-lived: {self.short_lived:,} of {count(self.credentials, 'usable credential')} ({share}){unread}."


def estimate_document(
    answer: Estimate, clock: PrivilegeClock | None = None, lives: LifetimeShare | None = None
) -> Document:
    """Return the screen of ``estimate``."""
    blocks = _answered(answer) if answer.answered else _refused(answer)
    blocks += [Line(f"note: {warning}", Tone.QUIET) for warning in answer.warnings]
    if clock:
        blocks += [Gap(), *_clock(clock)]
    if lives:
        blocks += [Gap(), Line(lives.words)]
    return Document([*blocks, Gap(), Line("next: keyroll list unlisted", Tone.QUIET)])


@dataclass(frozen=True, slots=True)
class UnknownNumber:
    """The number of live credentials that are not in the inventory: most likely, at least and at most (95 %)."""

    point: int
    low: int
    high: int

    @property
    def words(self) -> str:
        """Return the number with its interval, as every screen shows it."""
        return f"{self.point:,} ({self.low:,} to {self.high:,})"


def unknown(answer: Estimate) -> UnknownNumber | None:
    """Return the number of unknown credentials; None without an answer."""
    total = answer.total
    return (
        None if total is None else UnknownNumber(*(end - answer.known for end in (total.point, total.low, total.high)))
    )


def unknown_words(answer: Estimate) -> str:
    """Return a sentence on how many are missing in the inventory, or the reason why that is unknown."""
    more, total = unknown(answer), answer.total
    if more is None or total is None:
        return f"The number of unknown credentials cannot be estimated, because {answer.because}."
    if not more.high:
        return f"No more are likely to exist (95 %: {total.low:,} to {total.high:,} in all)."
    audit = f" {answer.found_by_audit:,} of them were found by an audit." if answer.found_by_audit else ""
    return (
        f"Most likely {more.point:,} more are unknown: they exist and are not in the inventory (95 %: {more.low:,} to "
        f"{more.high:,}). In all {total.point:,} exist (95 %: {total.low:,} to {total.high:,}).{audit}"
    )


def as_object(
    answer: Estimate, clock: PrivilegeClock | None = None, lives: LifetimeShare | None = None
) -> dict[str, object]:
    """Return the answer as one object; point, low and high are null if there is no answer."""
    audit = answer.audit
    return {
        "answered": answer.answered,
        "because": answer.because,
        **_ends(answer.known, answer.total),
        "unsurveyed": {
            "answered": answer.answered,
            "because": answer.because,
            **_ends(answer.unsurveyed_known, answer.unsurveyed),
        },
        "scopes": [
            {**scope.scope._asdict(), "surveyed": scope.surveyed, **_ends(scope.known, scope.interval)}
            for scope in answer.scopes
        ],
        "warnings": list(answer.warnings),
        "grade": answer.grade,
        "d": answer.d,
        "leave_one_out": {"tried": answer.left_out.tried, "right": answer.left_out.right},
        "tipping_point": answer.hidden_points,
        "second_opinion": None if answer.second_opinion is None else asdict(answer.second_opinion),
        "audit": None
        if audit is None
        else {
            "found": audit.found_records,
            "listed": audit.listed,
            "places": audit.places,
            "alone": answer.audit_alone,
        },
        "next_step": answer.next_step,
        "unknown": None if (more := unknown(answer)) is None else asdict(more),
        "found_by_audit": answer.found_by_audit,
        **({"forgotten_key_clock": asdict(clock)} if clock else {}),
        **({"lifetimes": asdict(lives)} if lives else {}),
    }


def _ends(known: int, of: Interval | None) -> dict[str, object]:
    if of is None:
        return {"known": known, "point": None, "low": None, "high": None}
    return {"known": known, "point": of.point, "low": of.low, "high": of.high}


def _answered(answer: Estimate) -> list[Block]:
    total, hidden = answer.total, answer.unsurveyed
    if total is None or hidden is None:
        return []
    blocks: list[Block] = [
        Line(
            f"At least {total.low:,} live credentials exist, most likely {total.point:,} "
            f"(95 %: {total.low:,} to {total.high:,}); {answer.known:,} are known",
            Tone.TITLE,
        ),
    ]
    if answer.found_by_audit:
        blocks.append(Line(f"{answer.found_by_audit:,} of the unknown ones were found by an audit.", indent=2))
    seen = "known or found by the audit" if answer.found_by_audit else "known"
    if not hidden.high:
        return [*blocks, Line("Every scope was surveyed to the end.", indent=2), _outside()]
    blocks += [
        Line(
            f"In scopes that were not surveyed to the end {hidden.known:,} are {seen}, {_range(hidden)} exist", indent=2
        ),
        Gap(),
        Line(_rests_on(answer)),
        _outside(),
        Gap(),
        _table(answer),
    ]
    if answer.second_opinion:
        text = f"Second opinion: log-linear models alone say {_range(answer.second_opinion)} un-surveyed"
        blocks.append(
            Line(f"{text}; they include neither dead copies nor credentials that all three lists miss", Tone.QUIET)
        )
    if answer.next_step:
        blocks.append(Line(f"To narrow it: {answer.next_step}", Tone.QUIET))
    return blocks


def _refused(answer: Estimate) -> list[Block]:
    return [
        Line(f"Their number cannot be estimated; {count(answer.known, 'credential')} are known", Tone.BAD),
        Line(f"because {answer.because}", indent=2),
        Line(f"The cheapest step to an answer: {answer.next_step}"),
    ]


def _rests_on(answer: Estimate) -> str:
    """Yield the basis of the answer, and the error that would break it."""
    shown = {(scope.scope.provider, scope.scope.source) for scope in answer.scopes if scope.surveyed}
    hidden = {(scope.scope.provider, scope.scope.source) for scope in answer.scopes if not scope.surveyed}
    audit = answer.audit
    parts = []
    if audit:
        listed = f"{audit.listed} of {audit.found_records} found were on a list"
        parts.append(f"an audit of {count(audit.places, 'place')} ({listed})")
    if not (audit and answer.audit_alone):
        checked = answer.left_out
        itself = f" (right about {checked.right} of {checked.tried} when each is left out)" if checked.tried else ""
        where = (
            f"{count(len(shown), 'surveyed source')}, where the estimate can be checked{itself}, and on "
            if shown
            else ""
        )
        parts.append(f"{where}the {len(hidden):,} with un-surveyed kinds being {'like them' if shown else 'ordinary'}")
    points = round(100 * (answer.hidden_points or 0))
    grade = " (grade C: an assumed dependence)" if answer.grade == "C" else ""
    return f"It depends on {'; and on '.join(parts)}{grade}; it breaks if they hide {points} points more."


def _outside() -> Line:
    return Line("Unknown providers are not included.", Tone.QUIET)


def _range(of: Interval) -> str:
    return f"most likely {of.point:,} (95 %: {of.low:,} to {of.high:,})"


def _table(answer: Estimate) -> Table:
    """Return the un-surveyed scopes with the most unseen credentials."""
    hidden = [(scope, scope.interval) for scope in answer.scopes if scope.interval is not None and not scope.surveyed]
    most = sorted(hidden, key=lambda pair: (-pair[1].high, pair[0].scope))[:SHOWN]
    rows = tuple(
        (
            _place(source.scope),
            source.scope.kind,
            f"{source.known:,}",
            f"{of.point:,}",
            f"{of.low:,} to {of.high:,}",
        )
        for source, of in most
    )
    return Table(("not surveyed", "kind", "known", "likely", "95 %"), rows, indent=2)


def _place(scope: ListScope) -> str:
    """Return the whole name of the source, whether or not the lists include the provider in it."""
    one_source = not scope.source or "@" in scope.source
    return (scope.source or scope.provider) if one_source else f"{scope.provider}@{scope.source}"


def _clock(clock: PrivilegeClock) -> list[Block]:
    blocks: list[Block] = [
        Line("Forgotten-key clock", Tone.TITLE),
        Line(
            f"{clock.known:,} privilege days over {count(clock.credentials, 'known credential')} "
            "without an accountable owner (no owner, a leaver's, or on no complete list)",
            indent=2,
        ),
    ]
    if clock.point is not None:
        text = f"with the unseen most likely {clock.point:,} (95 %: {clock.low:,} to {clock.high:,})"
        blocks.append(Line(text, indent=2))
    else:
        blocks.append(Line("the unseen are not included: there is no estimate", Tone.QUIET, indent=2))
    if clock.undated or clock.ungranted:
        text = (
            f"{clock.undated:,} without a date count as the mean, {clock.ungranted:,} without a known grant as one each"
        )
        blocks.append(Line(text, Tone.QUIET, indent=2))
    return blocks
