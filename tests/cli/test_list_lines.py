"""A list off a terminal: whatever rows hold, one row is one line, no cell is cut, and the command names the home."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from keyroll.api import Listed
from keyroll.cli.root import root
from keyroll.cli.screen import listed_lines, same_home, whole
from keyroll.report.jsonl import line
from keyroll.visible import visible
from small_world import SmallWorld, account, at

VALUES = st.one_of(
    st.none(),
    st.text(max_size=300),
    st.integers(),
    st.booleans(),
    st.datetimes(timezones=st.just(UTC)),
    st.lists(st.text(max_size=20), max_size=4),
)
ROWS = st.lists(st.fixed_dictionaries({"name": VALUES, "owner": VALUES, "id": st.text(min_size=1)}), max_size=8)


@given(ROWS)
def test_cut_and_grep_lose_nothing(rows: list[dict[str, object]]) -> None:
    types = dict.fromkeys(("name", "owner", "id"), "VARCHAR")
    listed = Listed("x", "x", rows, ("name", "owner"), types, cut=False, as_of=datetime.now(UTC))  # type: ignore[arg-type]
    head, *lines = "".join(listed_lines(listed)).removesuffix("\n").split("\n")
    assert head.split("\t") == ["name", "owner", "id"]
    assert [one.split("\t") for one in lines] == [[visible(whole(row[name])) for name in types] for row in rows]


@given(ROWS)
def test_jq_loses_nothing(rows: list[dict[str, object]]) -> None:
    for row in rows:
        texts = {name: value for name, value in row.items() if not isinstance(value, datetime)}
        assert json.loads(line(texts)) == texts


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = SmallWorld(tmp_path_factory.mktemp("lines"))
    world.jira("10-06", account("a-very-long-name-of-an-account-" * 4))
    world.sync(now=at("10-20"))
    return world.path / "home"


def test_off_a_terminal_nothing_is_cut_and_the_clock_is_the_home_s(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    arguments = ["list", "credentials", "--home", str(home), "--now", "2023-10-20T00:00:00Z"]
    done = CliRunner().invoke(root, arguments, standalone_mode=False)
    assert "a-very-long-name-of-an-account-" * 4 in done.stdout.lower()
    assert "…" not in done.stdout
    query = ["--sql", "SELECT now() AS at, today() AS day"]
    row = json.loads(CliRunner().invoke(root, [*arguments, *query, "--json"], standalone_mode=False).stdout)
    assert (row["at"], row["day"]) == ("2023-10-20T00:00:00Z", "2023-10-20")
    recent = CliRunner().invoke(
        root, [*arguments[:1], "changes", *arguments[2:], "--since", "30d"], standalone_mode=False
    )
    none = CliRunner().invoke(root, [*arguments[:1], "changes", *arguments[2:], "--since", "1d"], standalone_mode=False)
    assert len(recent.stdout.splitlines()) > len(none.stdout.splitlines()) == 1


@pytest.mark.parametrize("command", [["estimate"], ["report", "posture"]])
def test_the_next_command_is_for_the_same_home(command: list[str], home: Path) -> None:
    done = CliRunner().invoke(root, [*command, "--home", str(home)], standalone_mode=False)
    assert Path(done.stdout.rstrip().splitlines()[-1].rpartition(" --home ")[2]).resolve() == home


def test_a_sentence_about_a_command_stays(home: Path) -> None:
    assert same_home("see --home in keyroll verify") == "see --home in keyroll verify"
    # Behind a comment the option would be one, too.
    assert same_home("keyroll estimate  # how many are unknown") == "keyroll estimate  # how many are unknown"


def test_an_empty_list_says_what_it_lacks(home: Path) -> None:
    empty = CliRunner().invoke(root, ["list", "crossings", "--home", str(home)])
    assert "0 paths between" in empty.stderr
    assert "declared in register/survey/segments.csv" in empty.stderr
    narrowed = CliRunner().invoke(root, ["list", "crossings", "--where", "ungated > 0", "--home", str(home)])
    assert "segments.csv" not in narrowed.stderr
