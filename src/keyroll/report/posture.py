"""The posture on one page: the state of each risk, the first subjects to fix, the unknown answers, and the clauses."""

from itertools import groupby

from keyroll.model.finding import Severity
from keyroll.posture.summary import CheckCount, Posture, PostureStep, Risk, RiskySubject
from keyroll.report.document import Block, Document, Gap, Line, Table, Tone
from keyroll.report.words import count

#: The condition of the list for rows with the risk.
_YES = "answer = 'yes'"


def page(posture: Posture) -> Document:
    """Return the screen of ``report posture``."""
    blocks: list[Block] = [
        Line(
            f"{sum(1 for risk in posture.risks if risk.yes)} of {count(len(posture.risks), 'risk')} of the OWASP NHI "
            f"Top 10 (2025) are present; {count(posture.credentials, 'machine credential')} alive on "
            f"{posture.at:%Y-%m-%d}",
            Tone.TITLE,
        ),
        Gap(),
        Table(("", "risk (unknown is not safe)", "yes", "no", "unknown"), tuple(_row(risk) for risk in posture.risks)),
        Gap(),
    ]
    if posture.worst:
        blocks.append(Line("Begin with these: the most and the most severe risks in one place", Tone.TITLE))
        blocks += [block for subject in posture.worst for block in _subject(subject)]
        blocks += [Gap(), Line("Next actions, the most severe first", Tone.TITLE)]
        blocks += [block for check_count in _gravest(posture) for block in _check_lines(check_count)]
    if posture.steps:
        blocks += [Gap(), Line("Unknown yet; the steps with most answers", Tone.TITLE)]
        blocks.append(Table(("answers", "of", "step"), tuple(map(_step, posture.steps)), indent=2))
    blocks += [Gap(), *_clauses(posture), Gap(), Line(f'next: keyroll list posture --where "{_YES}"', Tone.QUIET)]
    return Document(blocks)


def _row(risk: Risk) -> tuple[str, ...]:
    seen = "" if risk.yes + risk.no + risk.unknown else ": nothing was read"
    return risk.nhi, risk.title + seen, f"{risk.yes:,}", f"{risk.no:,}", f"{risk.unknown:,}"


def _subject(subject: RiskySubject) -> list[Block]:
    where = f" ({subject.source})" if subject.source else ""
    worst, rest = subject.risks[0], subject.risks[1:]
    others = f"; and {count(len(rest), 'more risk')}" if rest else ""
    return [
        Line(f"{subject.name}{where}, owned by {subject.owner or 'nobody'}", Tone.BAD, indent=2),
        Line(f"{worst.check.title}: {worst.because}{others}", indent=4),
    ]


def _gravest(posture: Posture) -> list[CheckCount]:
    """Return the most severe check with a yes of each risk, and every other critical one."""
    gravest = [
        check_count
        for risk in posture.risks
        for place, check_count in enumerate(sorted(risk.checks, key=lambda each: (-each.check.severity, -each.yes)))
        if place == 0 or check_count.check.severity >= Severity.CRITICAL
    ]
    return sorted(gravest, key=lambda check_count: -check_count.check.severity)


def _check_lines(check_count: CheckCount) -> list[Block]:
    check, names = check_count.check, ", ".join(check_count.names)
    more = f" and {check_count.yes - len(check_count.names):,} more" if check_count.yes > len(check_count.names) else ""
    return [
        Line(f"{check.nhi} {check.severity.name.lower()}: {check.title}: {names}{more}", indent=2),
        Line(check.fix, Tone.QUIET, indent=4),
    ]


def _step(step: PostureStep) -> tuple[str, ...]:
    return f"{step.answers:,}", ", ".join(step.risks), step.unlock


def _clauses(posture: Posture) -> list[Block]:
    standards = "; ".join(
        f"{standard}: {', '.join(clause.number + ('' if clause.checked else '?') for clause in group)}"
        for standard, group in groupby(posture.clauses, key=lambda clause: clause.standard)
        if not standard.startswith("OWASP")
    )
    if not standards:
        return [Line("No check said yes.", Tone.GOOD)]
    return [Line(f"Clauses (? = number from memory, check it before quoting): {standards}", Tone.QUIET)]
