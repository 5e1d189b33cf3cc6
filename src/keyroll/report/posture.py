"""The posture on one page: how each risk stands, where to begin, what cannot be judged yet, and the clauses."""

from itertools import groupby

from keyroll.inventory.posture.summary import CheckCount, Posture, PostureStep, Risk, Subject
from keyroll.model.finding import Severity
from keyroll.report.document import Block, Document, Gap, Line, Table, Tone
from keyroll.report.words import count


def page(posture: Posture) -> Document:
    """Return the screen of ``report posture``."""
    blocks: list[Block] = [
        Line(
            f"{count(posture.credentials, 'machine credential')} alive on {posture.at:%Y-%m-%d}, by the OWASP NHI "
            "Top 10 (2025)",
            Tone.TITLE,
        ),
        Gap(),
        Table(("", "risk (unknown is not safe)", "yes", "no", "unknown"), tuple(_row(risk) for risk in posture.risks)),
        Gap(),
    ]
    if posture.worst:
        blocks.append(Line("Begin with these: the most and the gravest risks in one place", Tone.TITLE))
        blocks += [block for one in posture.worst for block in _subject(one)]
        blocks += [Gap(), Line("What to do, the gravest first", Tone.TITLE)]
        blocks += [block for one in _gravest(posture) for block in _found(one)]
    if posture.steps:
        blocks += [Gap(), Line("Not judged yet; the steps that give most answers", Tone.TITLE)]
        blocks.append(Table(("answers", "of", "step"), tuple(map(_step, posture.steps)), indent=2))
    blocks += [Gap(), *_clauses(posture)]
    return Document(blocks)


def _row(risk: Risk) -> tuple[str, ...]:
    seen = "" if risk.yes + risk.no + risk.unknown else ": nothing was read"
    return risk.nhi, risk.title + seen, f"{risk.yes:,}", f"{risk.no:,}", f"{risk.unknown:,}"


def _subject(one: Subject) -> list[Block]:
    where = f" ({one.source})" if one.source else ""
    worst, rest = one.risks[0], one.risks[1:]
    others = f"; and {count(len(rest), 'more risk')}" if rest else ""
    return [
        Line(f"{one.name}{where}, owned by {one.owner or 'nobody'}", Tone.BAD, indent=2),
        Line(f"{worst.check.title}: {worst.because}{others}", indent=4),
    ]


def _gravest(posture: Posture) -> list[CheckCount]:
    """Return of each risk the check that says the gravest thing, and every other critical one."""
    found = [
        one
        for risk in posture.risks
        for place, one in enumerate(sorted(risk.found, key=lambda each: (-each.check.severity, -each.yes)))
        if place == 0 or one.check.severity >= Severity.CRITICAL
    ]
    return sorted(found, key=lambda one: -one.check.severity)


def _found(one: CheckCount) -> list[Block]:
    more = f" and {one.yes - len(one.names):,} more" if one.yes > len(one.names) else ""
    return [
        Line(
            f"{one.check.nhi} {one.check.severity.name.lower()}: {one.check.title}: {', '.join(one.names)}{more}",
            indent=2,
        ),
        Line(one.check.fix, Tone.QUIET, indent=4),
    ]


def _step(one: PostureStep) -> tuple[str, ...]:
    return f"{one.answers:,}", ", ".join(one.risks), one.unlock


def _clauses(posture: Posture) -> list[Block]:
    told = "; ".join(
        f"{standard}: {', '.join(one.number + ('' if one.checked else '?') for one in group)}"
        for standard, group in groupby(posture.clauses, key=lambda one: one.standard)
        if not standard.startswith("OWASP")
    )
    if not told:
        return [Line("No check said yes.", Tone.GOOD)]
    return [Line(f"Clauses (? = number from memory, look it up before quoting): {told}", Tone.QUIET)]
