"""Commands answer at once: what a command does not need is not imported. No clock is read here."""

import subprocess
import sys
from pathlib import Path

import pytest

from keyroll import plugins
from keyroll.api import Keyroll
from keyroll.cli.root import root
from keyroll.report.listing import listings
from small_world import SmallWorld, account, at, call, iso, key

#: What takes long to import, and is of no use to whoever only asks what there is.
HEAVY = {
    "duckdb", "pyarrow", "deltalake", "numpy", "scipy", "sqlalchemy", "alembic", "sqlglot", "sigma", "yaml", "rich",
    "httpx2", "joserfc", "cryptography", "starlette", "uvicorn", "stamina", "asyncio", "keyroll.providers",
    "keyroll.replay", "keyroll.detection", "keyroll.response", "keyroll.proof", "keyroll.inventory", "keyroll.intake",
    "keyroll.store", "keyroll.api", "keyroll.detection.hunt",
}  # fmt: skip
#: What the rows of a list come from; of detection, only the results of the last hunt.
NEEDED_BY_A_LIST = {
    "keyroll.detection",
    "duckdb", "deltalake", "keyroll.store", "keyroll.inventory", "keyroll.intake",
    "keyroll.providers",
    "keyroll.api",
}  # fmt: skip
SCRIPT = """
import sys
from keyroll.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
print("\\nimported:", *sys.modules)
"""


def imported(*arguments: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", SCRIPT, *arguments], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("imported:")[2].split())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = SmallWorld(tmp_path_factory.mktemp("world"))
    world.keys("10-06", key("ONE"), key("TWO"))
    world.jira("10-06", account("svc"))
    world.trail(call("GetObject", iso("10-19"), "ONE", "1"))
    world.sync(now=at("10-20"))
    return world.path / "home"


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ()], ids=["help", "version", "nothing"])
def test_help_and_version_import_nothing_heavy(arguments: tuple[str, ...]) -> None:
    if not arguments:
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", "from keyroll.cli import main; main()"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        found = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    else:
        found = imported(*arguments)
    assert not HEAVY & found


@pytest.mark.parametrize(
    "kind", ["credentials", "principals", "owners", "holdings", "locations", "quarantine", "masked"]
)
def test_a_list_imports_what_its_rows_come_from_and_no_more(kind: str, home: Path) -> None:
    assert not (HEAVY - NEEDED_BY_A_LIST) & imported("list", kind, "--home", str(home), "--json")


def test_the_view_of_all_events_is_made_for_a_condition_that_names_it(home: Path) -> None:
    used = "id IN (SELECT id FROM identifiers JOIN events ON credential = identifier)"
    ids = [row["name"] for row in Keyroll.open(home).inventory.listed("credentials", where=used).rows]
    assert ids == ["AKIAONE"]


def test_a_condition_imports_no_parser_of_other_engines(home: Path) -> None:
    assert "sqlglot" not in imported("list", "credentials", "--home", str(home), "--where", "kind = 'access_key'")


def test_every_command_is_named_as_its_file_and_says_what_it_is_for() -> None:
    for name in plugins.names("keyroll.cli.commands"):
        assert root.get_command(None, name).name == name  # type: ignore[arg-type, union-attr]
        said = plugins.about("keyroll.cli.commands", name)
        assert said.startswith(f"``keyroll {name}``: ")
        assert said.endswith((".", "?"))
    assert plugins.one("keyroll.cli.commands", "no-such", "COMMAND", object) is None


def test_a_list_that_prepares_no_events_says_so_truly() -> None:
    """Whoever prepares without events is asked for with the view missing; the other lists are asked with it."""
    without = {name for name, one in listings().items() if not one.needs_events("")}
    assert {"credentials", "findings", "stories", "sources", "quarantine"} <= without
    assert "events" not in without
    assert listings()["credentials"].needs_events("id IN (SELECT credential FROM Events)")
