"""The credentials that exposed ones can obtain, as a screen and as objects; and the additions to the incident."""

from collections.abc import Iterator, Sequence
from typing import Final

from keyroll.report.closing import ClosingLines
from keyroll.report.document import Block, Document, Gap, Line, Tone
from keyroll.report.words import count, some
from keyroll.response.obtainable import Obtainable, Obtainables, WidenedByReach

#: How many credentials one screen names; the rest are counted and listed by --json.
SHOWN: Final = 30
#: Principals that are named on one line.
_NAMED: Final = 6
Row = dict[str, object]


def obtainable(known: Obtainables) -> Document:
    """Return the screen of ``incident reach``: each credential with its way, then what was not read, by reason."""
    found = known.credentials
    more = [one for one in found if not one.in_incident]
    blocks: list[Block] = [Line(f"{_result(known)}{_by_certainty(more)}", Tone.TITLE)]
    if there := len(found) - len(more):
        blocks.append(Line(f"in the incident already, and obtainable through others: {there:,}", indent=2))
    blocks.append(Gap())
    for one in found[:SHOWN]:
        blocks += [*_credential(one), Gap()]
    if len(found) > SHOWN:
        blocks += [Line(f"… and {len(found) - SHOWN:,} more: add --json for all of them", indent=2), Gap()]
    return Document([*blocks, *_others(known), Gap()])


def rows(known: Obtainables) -> Iterator[Row]:
    """Yield an object for each credential, principal and role that is obtained."""
    for one in known.found:
        yield {
            "incident": known.incident,
            "identifier": one.identifier,
            "name": one.name,
            "of": one.kind,
            "source": one.source,
            "owner": one.owner or None,
            "certain": one.certain,
            "unknown_because": one.truth.because or None,
            "in_incident": one.in_incident,
            "not_proposed_because": one.left_out or None,
            "through": one.steps[0].start,
            "steps": [
                {
                    "start": step.start, "end": step.end, "kind": step.kind, "reason": step.reason,
                    "evidence": step.evidence, "unknown_because": step.because or None,
                }
                for step in one.steps
            ],
        }  # fmt: skip


def unread_rows(known: Obtainables) -> Iterator[Row]:
    """Yield an object for each reason for which credentials may obtain more than is shown."""
    for one in known.unread:
        identifiers = list(one.identifiers)
        yield {
            "incident": known.incident, "because": one.because, "count": len(identifiers), "identifiers": identifiers,
        }  # fmt: skip


def widened(name: str, done: WidenedByReach) -> Document:
    """Return the additions to an incident, and the credentials that were not added, by reason."""
    added = done.added
    blocks: list[Block] = [
        Line(f"Added to {name}: {count(len(added), 'credential')}{_by_certainty(added)}", Tone.TITLE)
    ]
    blocks += [Line(f"{one.identifier}: {one.reason}", indent=2) for one in added[:SHOWN]]
    if len(added) > SHOWN:
        blocks.append(Line(f"… and {len(added) - SHOWN:,} more: keyroll incident status {name}", indent=2))
    blocks += [Line(f"not added: {number:,} ({why})", Tone.QUIET, indent=2) for why, number in done.left_out]
    return Document([*blocks, Gap()])


def _by_certainty(found: Sequence[Obtainable]) -> str:
    certain = sum(one.certain for one in found)
    return f" ({certain:,} certain, {len(found) - certain:,} possible)" if found else ""


def _credential(one: Obtainable) -> list[Block]:
    tone = Tone.BAD if one.certain and not one.left_out else Tone.PLAIN
    blocks: list[Block] = [
        Line(f"{one.name}: {'certain' if one.certain else 'possible'}, from {one.exposed}", tone, indent=2),
        Line(f"{one.identifier} · owner {one.owner or 'unknown'}", Tone.QUIET, indent=4),
    ]
    for step in one.steps:
        evidence = f" ({step.evidence})" if step.evidence else ""
        blocks.append(Line(f"{step.reason}{evidence}", indent=4))
    if one.truth.because:
        blocks.append(Line(f"unknown: {one.truth.because}", Tone.QUIET, indent=4))
    if one.left_out:
        blocks.append(Line(one.left_out, Tone.QUIET, indent=4))
    return blocks


def _others(known: Obtainables) -> list[Block]:
    """Return the principals that may be assumed, the counts of unread credentials, and the uncounted kinds."""
    blocks: list[Block] = []
    if principals := [one.name for one in known.found if not one.is_credential]:
        text = f"they may act as {count(len(principals), 'principal')}: {some(principals, most=_NAMED)}; "
        blocks.append(Line(f"{text}a credential that one of them creates is added from the log", indent=2))
    blocks += [
        Line(f"{len(one.identifiers):,} may obtain more: {one.because}", Tone.BAD, indent=2) for one in known.unread
    ]
    left = "not counted: sign-ins that need a second secret, and servers in one network"
    return [*blocks, Line(left, Tone.QUIET, indent=2)]


def closing(known: Obtainables) -> ClosingLines:
    """Return the closing lines of ``incident reach``."""
    unread = sum(len(one.identifiers) for one in known.unread)
    left = [f"{count(new, 'credential')} to add to the incident"] if (new := len(known.proposed())) else []
    left += [f"what {count(unread, 'credential')} may obtain is unknown"] if unread else []
    return ClosingLines(_result(known), "; ".join(left) or "nothing that is known", _next(known))


def _result(known: Obtainables) -> str:
    more = count(sum(not one.in_incident for one in known.credentials), "further credential")
    return f"{count(known.exposed, 'exposed credential')} of {known.incident} can obtain {more}"


def _next(known: Obtainables) -> str:
    new = known.proposed()
    if not new:
        return f"keyroll incident status {known.incident}"
    certain = " --certain" if any(one.certain for one in new) and not all(one.certain for one in new) else ""
    return f"keyroll incident widen {known.incident} --reached{certain} --because WORDS"
