"""Refuses a table that lacks most credentials of the last one, or has other columns, until a person accepts it.

A list that lacks a credential says that it is gone. A table that is read by the wrong column lacks all of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from keyroll.abridged import abridged
from keyroll.errors import UsageError
from keyroll.intake.folder_contents import FoundSurvey
from keyroll.intake.masking.masks import Masks
from keyroll.intake.pages import table as rows_of
from keyroll.intake.surveys import observations_view
from keyroll.intake.tabular import kept
from keyroll.intake.tabular.look import ReadTable
from keyroll.model.observation import Entity
from keyroll.model.source import Source
from keyroll.providers.contracts.survey import SurveyPage
from keyroll.store.home import Home
from keyroll.store.masked import masked
from keyroll.store.raw import Damaged, chunks
from keyroll.store.session import Session

ACCEPT: Final = "if it is right, give the same command with --accept"
#: The credentials of the last complete read of a list.
_LAST: Final = """
SELECT DISTINCT subject FROM observations
WHERE source = $source AND endpoint = $endpoint AND entity = $entity AND observed_at = (
    SELECT max(observed_at) FROM observations
    WHERE source = $source AND endpoint = $endpoint AND entity = 'read' AND (facts->>'complete')::BOOLEAN
        AND observed_at <= $at)
"""


class TableRefused(UsageError):  # noqa: N818 - reads as a state, not a fault
    """A table differs too much from an earlier one; nothing of it was read. ``table`` is how it would be read."""

    def __init__(self, table: ReadTable, reasons: Sequence[str]) -> None:
        hint = f"look at its columns; --map corrects one, --partial says that it is a part of the list; {ACCEPT}"
        super().__init__(f"{table.path.name} is not read: {'; '.join(reasons)}", hint=hint)
        self.table, self.reasons = table, tuple(reasons)


def strange_columns(home: Path, table: ReadTable, sources: Iterable[Source]) -> Iterator[str]:
    """Yield why the columns of a table are to be looked at by a person."""
    known = kept.headers(home, map(str, sources))
    titles = {*table.titles}
    if known and not any({*one} == titles for _, one in known):
        source, last = known[-1]
        new, missing = sorted(titles - {*last}), sorted({*last} - titles)
        told = [f"{what}: {abridged(names, 8)}" for what, names in (("new", new), ("missing", missing)) if names]
        yield f"its columns are not those of an earlier table of {source} ({'; '.join(told)})"
    if table.columns.weakly_named and not table.before:
        yield "no column holds an id, a name or a value: a note that is written anew would be another credential"


def missing_credentials(home: Home, session: Session, one: FoundSurvey) -> str:
    """Return that a table lacks more than half of the credentials of the last one; empty if it does not."""
    if one.lost or one.recode is None or not observations_view(session, home.lake):
        return ""
    entity = Entity.REGISTRATION if one.source.provider == "register" else Entity.CREDENTIAL
    at = one.observed_at or home.clock.now()
    place = {"source": str(one.source), "endpoint": one.endpoint.name, "entity": str(entity), "at": at}
    before = {str(subject) for (subject,) in session.tuples(_LAST, place)}
    missing = set(before)
    for subject in _subjects(home, one, entity) if before else ():
        missing.discard(subject)
    if 2 * len(missing) <= len(before):
        return ""
    what = "credentials" if entity is Entity.CREDENTIAL else "registrations"
    names = sorted(subject.rpartition(":")[2] for subject in missing)
    return (
        f"{len(missing):,} of the {len(before):,} {what} of {one.source} ({one.endpoint.name}) are missing in it: "
        f"{abridged(names, 5)}"
    )


def _subjects(home: Home, one: FoundSurvey, entity: Entity) -> Iterator[str]:
    """Yield the credentials or registrations of a table; a row that cannot be read has none."""
    mask = one.recode(Masks(home).of(one.endpoint)) if one.recode else None
    at = one.observed_at or home.clock.now()
    for file, _ in one.files:
        try:
            for part in rows_of(masked(mask, chunks(file))):
                page = SurveyPage(one.source, one.endpoint.name, at, 1, part.body, part.row)
                for found in () if part.fault else one.endpoint.read(page):
                    if found.entity is entity:
                        yield found.subject.text
        except Damaged:
            return
