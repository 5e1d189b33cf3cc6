"""Tables as people keep them: each column is read rightly, or the user is told which ``--map`` is missing."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from messy_tables import TABLES, Messy

from keyroll.errors import UsageError
from keyroll.intake.masking.mask import Fingerprints, RecordMask
from keyroll.intake.pages import table as pages_of
from keyroll.intake.tabular.look import ReadTable, look
from keyroll.model.observation import Entity
from keyroll.providers.contracts.survey import SurveyPage
from keyroll.report import tabular
from keyroll.secret import Secret
from keyroll.store.masked import masked

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def answer(one: Messy, folder: Path) -> str:
    """Return whether a table was read rightly, refused rightly, or read wrongly without a word."""
    path = folder / "table.csv"
    path.write_bytes(one.text.encode(one.encoding))
    try:
        read = look(folder / "home", path, system="acme")
    except UsageError as error:
        return "refused" if (one.refused or "--map") in error.hint else f"wrong: {error}"
    roles = [read.columns.role_of(place) or "-" for place in range(len(read.titles))]
    states, said = rows(read, path)
    told = str(tabular.how(read)) + said + " ".join(f"{role}: undecided" for role in read.columns.undecided)
    # A column that is not read is no error if the user is told how to read it.
    for place, (wanted, found) in enumerate(zip(one.roles.split(), roles, strict=True)):
        if wanted != found and not (found == "-" and f"={read.titles[place]}" in told):
            return f"wrong: {read.titles[place]} is {found}, not {wanted}"
    if one.states and one.states.split() != states:
        return f"wrong: {' '.join(states)}, not {one.states}"
    if one.refused:
        return "refused" if one.refused in told else f"wrong: nothing says {one.refused}"
    return "right" if roles == one.roles.split() else "refused"


def rows(read: ReadTable, path: Path) -> tuple[list[str], str]:
    """Return the states of the rows, and the faults of rows."""
    states, faults = [], ""
    for one in read.surveys():
        mask = read.recode(RecordMask(Fingerprints(Secret(b"k" * 32)), one.endpoint.values, table=True))
        for written in pages_of([b"".join(masked(mask, iter([path.read_bytes()])))]):
            page = SurveyPage(one.source, one.endpoint.name, NOW, 1, written.body, written.row)
            found = list(one.endpoint.read(page))
            states += [str((fact.facts or {})["state"]) for fact in found if fact.entity is Entity.CREDENTIAL]
            faults += " ".join(reason for _, reason, _ in page.refused)
    return states, faults


def test_thirty_messy_tables_are_read_rightly_or_refused_with_a_hint(tmp_path: Path) -> None:
    answers = [answer(one, tmp_path) for one in TABLES]
    counted = Counter(one.partition(":")[0] for one in answers)
    assert not [f"{number}: {one}" for number, one in enumerate(answers, 1) if one.startswith("wrong")]
    assert counted["right"] + counted["refused"] == 30
