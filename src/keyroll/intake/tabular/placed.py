"""Places tables in a folder of exports: ``other@stripe/survey/credentials.csv``, ``register/survey/credentials.csv``.

A person's record is a registration, and a credential of a system that has no folder of its own; it is not the system's
list.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from keyroll.errors import UsageError
from keyroll.intake.folder_contents import FolderContents, FoundSurvey, Unplaced
from keyroll.intake.tabular.look import OTHER, ReadTable, look
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.other import CREDENTIALS, REGISTERED
from keyroll.providers.other.survey import TablePart, table
from keyroll.providers.register import credentials as register
from keyroll.store.raw import Unreadable


def with_tables(home: Path, found: FolderContents) -> FolderContents:
    """Return the folder's content with each table in the place of its listings; an unreadable table is not placed."""
    surveys: list[FoundSurvey] = []
    for one in found.surveys:
        if one.source.provider not in (OTHER, "register") or one.endpoint.name != CREDENTIALS:
            surveys.append(one)
            continue
        for file, shown in one.files:
            try:
                surveys += _parts(home, one, file, shown)
            except (UsageError, Unreadable) as error:
                found.unplaced.append(Unplaced(file, shown, str(error)))
    found.surveys = surveys
    return found


def _parts(home: Path, one: FoundSurvey, file: Path, shown: str) -> Iterator[FoundSurvey]:
    if one.source.provider == OTHER:
        read = look(home, file, system=one.source.name)
        yield from (_placed(part, one, shown) for part in read.surveys())
        return
    read = look(home, file)
    known = frozenset(catalogue.providers()) - {OTHER}
    registered = register.table(read.columns, known, read.dialect.above)
    yield FoundSurvey(one.source, registered, one.observed_at, ((file, shown),), read.recode, read.way)
    yield from (_placed(part, one, shown) for part in _written(read, known))


def _written(read: ReadTable, known: frozenset[str]) -> Iterator[FoundSurvey]:
    """Yield people's records of systems without a folder."""
    for system, kind in read.groups:
        if system.partition("-")[0] not in known:
            part = TablePart(
                kind, None if read.system_said else system, REGISTERED, first=False, above=read.dialect.above
            )
            files = ((read.path, read.path.name),)
            found = table(read.columns, part)
            yield FoundSurvey(Source(OTHER, system), found, None, files, read.recode, f"{read.way}/{kind}")


def _placed(part: FoundSurvey, one: FoundSurvey, shown: str) -> FoundSurvey:
    return replace(part, observed_at=one.observed_at, files=tuple((file, shown) for file, _ in part.files))
