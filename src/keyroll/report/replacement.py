"""A replacement as a document: the possible replacements, the texts of both sides, and the evidence of their use."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from keyroll.clock import iso
from keyroll.model.json import Json
from keyroll.model.truth import Answer, Truth
from keyroll.providers.contracts.replace import Part
from keyroll.replacement.checked import CheckedReplacement
from keyroll.replacement.planning import AssessedWay, Replacement
from keyroll.replacement.signs import SignsSeen
from keyroll.report.document import Block, Document, Gap, Line, Table, Tone
from keyroll.report.words import called, count, shortest

#: The most credentials whose texts are printed with the plan.
TEXTS_OF = 3
_TONES = {Answer.YES: Tone.GOOD, Answer.NO: Tone.BAD, Answer.UNKNOWN: Tone.PLAIN}


def plan_document(planned: Sequence[Replacement], *, texts: bool | None = None) -> Document:
    """Return the replacement of each credential, with the texts of both sides if there are few."""
    with_way = [one for one in planned if one.best]
    blocks: list[Block] = [
        Line(f"{count(len(planned), 'static credential')}: {len(with_way)} with a way to replace it", Tone.TITLE),
    ]
    if len(planned) > TEXTS_OF and texts is None:
        short = shortest({one.static.identifier: one.static.name for one in planned})
        rows = tuple(_row(short[one.static.identifier], one) for one in planned)
        blocks += [Gap(), Table(("credential", "way", "possible", "because"), rows)]
        blocks += [Gap(), Line("the texts of one: keyroll replace plan NAME")]
        return Document(blocks)
    for one in planned:
        blocks += [Gap(), *_one(one)]
    return Document(blocks)


def _row(name: str, one: Replacement) -> tuple[str, ...]:
    best = one.best
    if best is None:
        return name, "-", "no", one.because
    said = best.consumer if best.provider.answer is Answer.YES else best.provider
    return name, best.way.name, best.possible.answer.value, said.because


def _one(one: Replacement) -> Iterable[Block]:
    static = one.static
    yield Line(called(static.name, static.identifier), Tone.TITLE)
    yield Line(f"{static.kind_title}, owner {static.owner or 'not known'}", indent=1)
    yield Line(f"static: {_static(static.short_lived)}", indent=1)
    for consumer in static.consumers:
        yield Line(f"consumer: {consumer.says}", indent=1)
    if not static.consumers:
        yield Line("consumer: unknown, neither a copy nor a use was observed", indent=1)
    best = one.best
    if best is None:
        yield Line(f"no way: {one.because}", Tone.BAD, indent=1)
        return
    yield from _choice(best)
    for other in one.choices[1:]:
        yield Line(f"other way {other.way.name}: {said(other.possible)}", Tone.QUIET, indent=1)
    for number, part in enumerate(best.parts, 1):
        yield from _part(number, part)
    yield Line(f"proof of the static value's death: {best.way.death}", indent=1)


def _choice(best: AssessedWay) -> Iterable[Block]:
    life = f", at most {span(best.way.life)}" if best.way.life else ""
    yield Line(f"way {best.way.name}: {best.way.title}{life} ({best.way.binding})", Tone.TITLE, indent=1)
    yield Line(f"provider: {said(best.provider)}", _TONES[best.provider.answer], indent=2)
    yield Line(f"consumer: {said(best.consumer)}", _TONES[best.consumer.answer], indent=2)
    for check in best.way.checks:
        yield Line(f"check before: {check}", indent=2)
    for name in best.missing:
        setting = next(one for one in best.way.settings if one.name == name)
        yield Line(f"set in replacement.toml: {name} ({setting.says}), for example {setting.example!r}", Tone.BAD, 2)


def _part(number: int, part: Part) -> Iterable[Block]:
    stage = f" [{part.stage}]" if part.stage != "set up" else ""
    yield Line(f"{number}. {part.side}, {part.form}: {part.where}{stage}", indent=1)
    for row in part.text.rstrip("\n").split("\n"):
        yield Line(row, Tone.QUIET, indent=3)


def check_document(checked: Sequence[CheckedReplacement]) -> Document:
    """For each credential, return whether the replacement is in use and the static value dead, with the evidence."""
    blocks: list[Block] = []
    for one in checked:
        blocks += [Line(one.identifier, Tone.TITLE), Line(f"way {one.way or 'none'}", indent=1)]
        blocks.append(Line(f"replacement in use: {said(one.new.used)}", _TONES[one.new.used.answer], indent=1))
        blocks += [Line(_seen(seen), indent=2) for seen in one.new.evidence]
        blocks += [Line(f"the old value is still used by {user}", Tone.BAD, indent=2) for user in one.still]
        graded = f", grade {one.grade}" if one.dead.answer is Answer.YES else ""
        blocks.append(Line(f"static dead: {said(one.dead)}{graded}", _TONES[one.dead.answer], indent=1))
        if one.next_at and one.dead.answer is not Answer.YES:
            blocks.append(Line(f"next attempt: {iso(one.next_at)}", indent=2))
        blocks.append(Gap())
    return Document(blocks[:-1])


def _seen(seen: SignsSeen) -> str:
    times = f", {iso(seen.first)} to {iso(seen.last)}" if seen.first and seen.last else ""
    raw = f"; last record {seen.record} of {seen.raw[:16]}" if seen.raw else ""
    return f"{seen.where}: {seen.says}, {count(seen.count, 'time')}{times}{raw}"


def check_rows(checked: Sequence[CheckedReplacement]) -> list[dict[str, Json]]:
    """Return a check as objects: one for each credential, with all of its evidence."""
    return [
        {
            "id": one.identifier,
            "way": one.way or None,
            "new_way_used": one.new.used.answer.value,
            "new_way_because": one.new.used.because,
            "evidence": [_evidence(seen) for seen in one.new.evidence],
            "static_dead": one.dead.answer.value,
            "static_because": one.dead.because,
            "grade": one.grade or None,
            "still_used_by": list(one.still),
            "next_at": iso(one.next_at) if one.next_at else None,
        }
        for one in checked
    ]


def _evidence(seen: SignsSeen) -> dict[str, Json]:
    return {
        "log_or_list": seen.where,
        "says": seen.says,
        "count": seen.count,
        "first": iso(seen.first) if seen.first else None,
        "last": iso(seen.last) if seen.last else None,
        "sha256": seen.raw or None,
        "record": seen.record or None,
    }


def said(truth: Truth) -> str:
    """Return an answer with its reason."""
    return f"{truth.answer.value}{': ' + truth.because if truth.because else ''}"


def _static(short_lived: Truth) -> str:
    return said(~short_lived)


def span(life: timedelta) -> str:
    """Return a lifetime as a text."""
    hours, rest = divmod(int(life.total_seconds()), 3600)
    return count(hours, "hour") if hours and not rest else count(int(life.total_seconds()) // 60, "minute")


def plan_rows(planned: Sequence[Replacement]) -> list[dict[str, Json]]:
    """Return a plan as objects: one for each credential, with every replacement and every text."""
    return [
        {
            "id": one.static.identifier,
            "name": one.static.name,
            "kind": one.static.kind,
            "owner": one.static.owner or None,
            "static": (~one.static.short_lived).answer.value,
            "static_because": one.static.short_lived.because,
            "consumers": [{"says": c.says, "platform": c.platform} for c in one.static.consumers],
            "why_not": one.because or None,
            "ways": [_way(choice) for choice in one.choices],
        }
        for one in planned
    ]


def _way(choice: AssessedWay) -> dict[str, Json]:
    return {
        "way": choice.way.name,
        "title": choice.way.title,
        "issuer": choice.way.issuer or None,
        "life_seconds": int(choice.way.life.total_seconds()) if choice.way.life else None,
        "possible": choice.possible.answer.value,
        "provider": {"answer": choice.provider.answer.value, "because": choice.provider.because},
        "consumer": {"answer": choice.consumer.answer.value, "because": choice.consumer.because},
        "missing": list(choice.missing),
        "checks": list(choice.way.checks),
        "death": choice.way.death,
        "parts": [
            {"side": p.side, "form": p.form, "where": p.where, "stage": p.stage, "text": p.text} for p in choice.parts
        ],
    }
