"""``keyroll list`` as people type it: what is on which stream, in which format, in which file."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keyroll.cli.root import root
from keyroll.errors import BadQuery, KeyrollError, NothingToDo, UsageError
from small_world import SmallWorld, account, at, call, iso, key, key_id


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = SmallWorld(tmp_path_factory.mktemp("world"))
    world.keys("10-06", key("ONE"), key("TWO"))
    world.keys("10-13", key("ONE", active=False))
    world.jira("10-06", account("-svc"))
    world.trail(call("GetObject", iso("10-19"), "ONE", "1"))
    world.sync(now=at("10-20"))
    return world.path / "home"


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(root, ["list", *arguments, "--home", str(home)], standalone_mode=False)


def failed(home: Path, *arguments: str) -> KeyrollError:
    error = run(home, *arguments).exception
    assert isinstance(error, KeyrollError)
    return error


def test_json_is_the_same_by_either_name(home: Path) -> None:
    one = run(home, "credentials", "--json")
    assert run(home, "credentials", "--format", "json").stdout == one.stdout
    rows = [json.loads(line) for line in one.stdout.splitlines()]
    assert {row["id"] for row in rows} == {key_id("ONE"), key_id("TWO"), "jira@main:account:-svc"}
    assert all((row["schema_version"], row["kind_title"] is not None) == (1, True) for row in rows)


def test_a_file_is_written_whole_for_its_owner_and_nothing_is_printed(home: Path, tmp_path: Path) -> None:
    place = tmp_path / "keyroll.csv"
    done = run(home, "credentials", "--format", "csv", "--output", str(place))
    assert done.stdout == ""
    assert done.stderr == f"3 machine credentials in the inventory\nwritten to {place}\n"
    assert place.stat().st_mode & 0o777 == 0o600
    rows = list(csv.DictReader(io.StringIO(place.read_bytes().decode(), newline="")))
    assert [row["last_used"] for row in rows if row["id"] == key_id("ONE")] == ["2023-10-19T12:00:00Z"]
    assert "'-Svc" in {row["name"] for row in rows}
    assert list(tmp_path.iterdir()) == [place]


def test_a_failed_export_leaves_the_file_as_it_was(home: Path, tmp_path: Path) -> None:
    place = tmp_path / "keyroll.cdx.json"
    place.write_text("before")
    assert "no form in CycloneDX" in str(failed(home, "sources", "--format", "cyclonedx", "-o", str(place)))
    assert place.read_text() == "before"
    assert list(tmp_path.iterdir()) == [place]
    assert "cannot be written" in str(failed(home, "sources", "-o", str(tmp_path / "no" / "folder")))


def test_facets_and_open(home: Path) -> None:
    done = run(home, "credentials", "--facet", "kind", "--facet", "state", "--where", "provider = 'aws'")
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["facet", "value", "count"],
        ["kind", "access_key", "2"],
        ["state", "destroyed", "1"],
        ["state", "suspended", "1"],
    ]
    opened = run(home, "credentials", "--open", "AKIATWO")
    assert "no longer listed" in opened.stdout
    assert "access_keys.json, page 1" in opened.stdout
    assert opened.stderr == "2 observations\n"
    rows = [json.loads(line) for line in run(home, "credentials", "--open", "AKIATWO", "--json").stdout.splitlines()]
    assert [row["kind"] for row in rows] == ["observation", "observation"]
    assert all(len(row["sha256"]) == 64 for row in rows)


def test_a_date_means_the_end_of_its_day_and_stderr_says_as_of_when(home: Path) -> None:
    done = run(home, "credentials", "--at", "2023-10-06", "--json")
    assert {json.loads(line)["state"] for line in done.stdout.splitlines()} == {"active"}
    assert done.stderr == "3 machine credentials in the inventory, as observed by 2023-10-06T23:59:59.999999Z\n"
    assert isinstance(failed(home, "credentials", "--known-at", "2023-10-06"), NothingToDo)
    since = run(home, "changes", "--since", "2023-10-13", "--until", "2023-10-13", "--json").stdout.splitlines()
    assert {json.loads(line)["what"] for line in since} == {"gone", "state changed"}


def test_help_is_of_the_list_that_is_named(home: Path) -> None:
    general, own = (CliRunner().invoke(root, ["list", *which, "--help"]).stdout for which in ((), ("vendors",)))
    assert "third parties and their holdings" in general
    assert 'keyroll list vendors --where "active_after_off_boarding > 0"' in own
    assert max(map(len, (general + own).splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "kind", "hint"),
    [
        (("credential",), UsageError, "did you mean credentials?"),
        (("credentials", "--where", "ownr IS NULL"), BadQuery, "keyroll list credentials --columns"),
        (("credentials", "--class", "user_inventory"), UsageError, "--format ocsf"),
        (("credentials", "--facet", "kind", "--format", "ocsf"), UsageError, "leave out --facet"),
        (("credentials", "--open", "x", "--format", "csv"), UsageError, "--json is allowed"),
        (("credentials", "--open", "x"), UsageError, "keyroll list credentials --json"),
        (("credentials", "--at", "soon"), UsageError, "2023-10-18"),
        (("vendors", "--since", "2023-10-01"), UsageError, "--where"),
    ],
)
def test_wrong_input_says_what_to_do(home: Path, arguments: tuple[str, ...], kind: type, hint: str) -> None:
    error = failed(home, *arguments)
    assert type(error) is kind
    assert hint in error.hint
