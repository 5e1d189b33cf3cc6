"""A table that lacks most credentials of an earlier one, or has other columns, is read only if a person accepts it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keyroll.api import Keyroll
from keyroll.intake.tabular.guard import TableRefused

NOW = datetime(2026, 11, 28, tzinfo=UTC)
TEN = "Key ID,Name,Owner\n" + "".join(f"k{number},key {number},dev\n" for number in range(10))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "keys.csv"


def home(tmp_path: Path, days: int) -> Keyroll:
    return Keyroll.open(tmp_path / "home", now=NOW + timedelta(days=days))


def states(tmp_path: Path) -> set[str]:
    return {str(row["state"]) for row in home(tmp_path, 9).inventory.listed("credentials").rows}


def refusal(tmp_path: Path, table: Path, text: str, *, partial: bool = False) -> str:
    """Import ten keys, then a second table: return why it is refused. Nothing of it may be stored."""
    table.write_text(TEN, encoding="utf-8")
    home(tmp_path, 0).exports.sync_table(table, system="acme", given={})
    table.write_text(text, encoding="utf-8")
    with pytest.raises(TableRefused) as refused:
        home(tmp_path, 1).exports.sync_table(table, system="acme", given={}, partial=partial)
    assert refused.value.exit_code == 2
    assert "--accept" in refused.value.hint
    assert refused.value.table.titles
    assert states(tmp_path) == {"active"}
    return " ".join(refused.value.reasons)


def test_other_columns_end_no_credential_until_they_are_accepted(tmp_path: Path, table: Path) -> None:
    other = "Schlüssel;Besitzer\n" + "".join(f"schlüssel {number};dev\n" for number in range(10))
    said = refusal(tmp_path, table, other)
    assert "its columns are not those of an earlier table of other@acme" in said
    assert "new: Besitzer, Schlüssel; missing: Key ID, Name, Owner" in said
    summary, _ = home(tmp_path, 1).exports.sync_table(table, system="acme", given={}, accept=True)
    assert not summary.partial
    # These columns are known now: the next such table needs no word.
    home(tmp_path, 2).exports.sync_table(table, system="acme", given={})


def test_a_column_that_is_missing_is_told_even_if_no_key_is(tmp_path: Path, table: Path) -> None:
    assert "missing: Owner" in refusal(tmp_path, table, TEN.replace(",Owner", "").replace(",dev", ""))


def test_a_part_of_a_list_with_other_columns_is_told_too(tmp_path: Path, table: Path) -> None:
    assert "new: Team" in refusal(tmp_path, table, TEN.replace("Owner", "Team"), partial=True)


def test_less_than_half_of_the_keys_is_refused_and_half_is_read(tmp_path: Path, table: Path) -> None:
    said = refusal(tmp_path, table, "\n".join(TEN.splitlines()[:5]))
    assert "6 of the 10 credentials of other@acme (credential) are missing in it: k4, k5, k6, k7, k8 and 1 more" in said
    table.write_text("\n".join(TEN.splitlines()[:6]), encoding="utf-8")
    home(tmp_path, 1).exports.sync_table(table, given={})
    assert states(tmp_path) == {"active", "destroyed"}


def test_an_empty_table_ends_nothing(tmp_path: Path, table: Path) -> None:
    assert "10 of the 10 credentials" in refusal(tmp_path, table, TEN.splitlines()[0] + "\n")


def test_keys_of_another_system_under_the_same_name_end_nothing(tmp_path: Path, table: Path) -> None:
    assert "10 of the 10 credentials" in refusal(tmp_path, table, TEN.replace("\nk", "\nz"))


def test_a_table_that_names_its_keys_by_a_note_only_is_refused_until_it_is_accepted(
    tmp_path: Path, table: Path
) -> None:
    table.write_text("Comment,Owner\nfor the build,dev\n", encoding="utf-8")
    with pytest.raises(TableRefused, match="no column holds an id, a name or a value"):
        home(tmp_path, 0).exports.sync_table(table, system="acme", given={})
    for _ in range(2):
        home(tmp_path, 0).exports.sync_table(table, system="acme", given={}, accept=True)
    home(tmp_path, 0).exports.sync_table(table, system="acme", given={})
    assert states(tmp_path) == {"active"}


def test_a_table_in_a_folder_goes_to_quarantine_with_the_reason(tmp_path: Path) -> None:
    survey = tmp_path / "in/other@acme/survey"
    for day, text in (("2026-11-01", TEN), ("2026-11-02", TEN.replace("\nk", "\nz"))):
        (survey / day).mkdir(parents=True)
        (survey / day / "credentials.csv").write_text(text, encoding="utf-8")
    summary = home(tmp_path, 0).exports.sync(tmp_path / "in")
    assert [one for one in summary.reasons if "10 of the 10 credentials" in one and "--accept" in one]
    assert states(tmp_path) == {"active"}
    summary = home(tmp_path, 0).exports.sync(tmp_path / "in", accept=True)
    assert (summary.quarantined, states(tmp_path)) == (0, {"active", "destroyed"})
