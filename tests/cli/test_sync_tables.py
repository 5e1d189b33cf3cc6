"""``keyroll sync`` of a table, of a path and of what is neither, as a new user types it."""

import json
from collections.abc import Callable
from pathlib import Path

import cli_run
import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(keyroll: cli_run.Run, tmp_path: Path) -> Run:
    def one(*words: str) -> tuple[int, str, str]:
        done = keyroll(*words, home=tmp_path / "home")
        return done.returncode, " ".join(done.stdout.split()), " ".join(done.stderr.split())

    return one


def test_a_table_is_read_and_its_mapping_is_shown_corrected_and_kept(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "keys.csv"
    table.write_text("Name,Token,Created,Squad\nci,sk_live_…4242,2021-02-03,dev\n", encoding="utf-8")
    code, out, _ = run("sync", "--csv", str(table), "--system", "stripe", "--map", "owner=Squad")
    assert code == 0
    assert "keys.csv: credentials of stripe; UTF-8, cells apart by comma" in out
    assert "Token hint the visible characters of the value" in out
    assert "Squad owner owner" in out
    table.write_text(
        "Name,Token,Created,Squad\nci,sk_live_…4242,2021-02-03,dev\nold,sk_live_…1111,2020-02-03,ops\n",
        encoding="utf-8",
    )
    code, out, _ = run("sync", "--csv", str(table))
    assert (code, "read as the last one with this header" in out, "Squad owner" in out) == (0, True, True)
    code, out, _ = run("list", "credentials", "--json")
    assert {json.loads(f"{{{one}")["owner"] for one in out.split("{")[1:]} == {"dev", "ops"}


@pytest.mark.long
def test_a_date_that_may_be_two_days_is_said_once_and_read_when_told(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "keys.csv"
    table.write_text("Name,Token,Created\nci,x…4242,03/04/2021\nb,x…4243,05/06/2021\n", encoding="utf-8")
    code, out, _ = run("sync", "--csv", str(table), "--system", "acme")
    assert code == 11
    assert "not read: Created: 03/04/2023 is ambiguous. Add --dates day-first or --dates month-first" in out
    code, out, _ = run("sync", "--csv", str(table), "--system", "acme", "--dates", "month-first")
    assert (code, "dates such as 03/04/2023 are read month-first" in out) == (0, True)
    _, out, _ = run("list", "credentials", "--json")
    assert '"created": "2021-03-04T00:00:00Z"' in out


def test_a_folder_here_is_a_path(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exports/okta@main/survey").mkdir(parents=True)
    (tmp_path / "exports/okta@main/survey/users.json").write_text("[]")
    code, out, _ = run("sync", "exports")
    assert (code, "okta@main" in out) == (0, True)


def test_a_file_here_is_a_path_and_a_missing_one_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.json").write_text("{")
    code, out, err = run("sync", "bad.json")
    assert (code, "1 in quarantine" in out) == (11, True)
    code, _, err = run("sync", "gone.json")
    assert (code, f"there is no file gone.json in {tmp_path}" in err) == (2, True)


def test_a_table_with_other_columns_is_shown_and_read_only_if_it_is_accepted(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "keys.csv"
    table.write_text("Key ID,Owner\nk1,dev\nk2,ops\n", encoding="utf-8")
    assert run("sync", "--csv", str(table), "--system", "acme")[0] == 0
    table.write_text("Bezeichnung;Besitzer\nschlüssel 1;dev\n", encoding="utf-8")
    code, out, err = run("sync", "--csv", str(table), "--system", "acme")
    assert (code, "Besitzer owner owner" in out, "--accept" in err, "2 of the 2 credentials" in err) == (2, *[True] * 3)
    _, out, _ = run("list", "credentials", "--where", "state <> 'active'", "--json")
    assert not out
    assert run("sync", "--csv", str(table), "--system", "acme", "--accept")[0] == 0


def test_a_folder_names_the_systems_of_its_tables(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "my keys.csv").write_text("Key ID,Owner,Squad\nk1,dev,build\n", encoding="utf-8")
    code, out, _ = run("sync", f"{folder}/")
    assert (code, "system.toml" in out) == (11, True)
    (folder / "system.toml").write_text('["*.csv"]\nsystem = "acme"\nmap = ["owner=Squad"]\n', encoding="utf-8")
    code, out, _ = run("sync", f"{folder}/")
    assert (code, "other@acme" in out) == (0, True)
    _, out, _ = run("list", "credentials", "--json")
    assert '"owner": "build"' in out
    (folder / "system.toml").write_text('["*.csv"]\nsystems = "acme"\n', encoding="utf-8")
    code, _, err = run("sync", f"{folder}/")
    assert (code, "is not a table with system, map, dates and partial" in err) == (2, True)


def test_a_path_has_a_slash(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "okta/survey").mkdir(parents=True)
    (tmp_path / "okta/survey/users.json").write_text("[]")
    assert run("sync", "./")[0] == 0
    assert run("sync", "okta/survey/users.json")[0] in (0, 11)
    code, _, err = run("sync", "a/b", "c/d")
    assert (code, "one PATH at a time" in err) == (2, True)
    code, _, err = run("sync", "okta")  # a source of that name is meant, not the folder
    assert (code, "connect" in err) == (3, True)


def test_rows_that_count_as_one_under_two_names_are_told(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "keys.csv"
    table.write_text("Name,Secret,Token\na,Secret,sk_live_51H...1111\nb,Secret,sk_live_51H...2222\n", encoding="utf-8")
    code, out, _ = run("sync", "--csv", str(table), "--system", "acme")
    assert (code, "row 3: an earlier row of another name has the same value" in " ".join(out.split())) == (11, True)
    code, out, _ = run("sync", "--csv", str(table), "--system", "acme", "--map", "ignore=Secret")
    assert "not read; masked" in out
    _, out, _ = run("list", "credentials", "--json")
    assert '"name": "a"' in out
    assert '"name": "b"' in out


def test_a_page_of_another_name_is_recognised_by_its_content(run: Run, tmp_path: Path) -> None:
    survey = tmp_path / "exports/okta@main/survey"
    survey.mkdir(parents=True)
    token = {"id": "00T1", "name": "ci", "userId": "00u1", "tokenWindow": "P30D", "created": "2023-01-01T00:00:00.000Z",
             "clientName": "Okta API", "expiresAt": "2023-12-01T00:00:00.000Z",
             "lastUpdated": "2023-11-01T00:00:00.000Z"}  # fmt: skip
    (survey / "my tokens.json").write_text(json.dumps([token]))
    code, out, _ = run("sync", "--from", str(tmp_path / "exports"))
    assert (code, "okta@main" in out) == (0, True)
    _, out, _ = run("list", "credentials", "--json")
    assert "okta@main:api_token:00T1" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--csv", "gone.csv"), "gone.csv"),
        (("--system", "stripe"), "add --csv, or leave out --system"),
        (("--csv", "x.csv", "--map", "owner"), "is no mapping"),
        (("--csv", "x.csv", "okta"), "excludes all other input"),
    ],
)
def test_what_does_not_fit_is_a_usage_error(run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, err = run("sync", *words)
    assert (code, said in err) == (2, True)
    assert "next: " in err
