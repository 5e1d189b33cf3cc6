"""A home that an earlier version of keyroll synced: readers say what to do."""

from pathlib import Path
from shutil import rmtree

import pytest

from keyroll.api import Keyroll
from keyroll.errors import ConfigError, NothingToDo
from small_world import NOW, SmallWorld


def test_a_table_without_a_column_of_today_is_told(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.table("register@main", "10-20", "hosts", [{"host": "web", "address": "10.1.0.5", "runs": "jira@main"}])
    world.sync()
    home = Keyroll.open(Path(world.path) / "home", now=NOW, create=False).home
    with home.session() as session:
        assert home.lake.view(session, "parts/grants", "kept")
        home.lake.publish(session, "SELECT * EXCLUDE (endpoints) FROM kept", "parts/grants")
    keyroll = Keyroll.open(Path(world.path) / "home", now=NOW, create=False)
    with pytest.raises(ConfigError, match="earlier version") as said:
        keyroll.inventory.listed("entitlements")
    assert "keyroll sync" in said.value.hint
    assert keyroll.inventory.listed("sources").rows


def test_a_missing_table_is_told_and_derived_again_without_a_connection(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.table("register@main", "10-20", "hosts", [{"host": "web", "address": "10.1.0.5", "runs": "jira@main"}])
    world.sync()
    path = Path(world.path) / "home"
    rmtree(path / "lake" / "parts" / "register_rows")
    with pytest.raises(ConfigError, match="earlier version"):
        Keyroll.open(path, now=NOW, create=False).inventory.listed("unmatched")
    assert Keyroll.open(path, now=NOW, create=False).inventory.listed("sources").rows
    Keyroll.open(path, now=NOW, create=False).sources.sync()
    assert Keyroll.open(path, now=NOW, create=False).inventory.listed("unmatched").rows
    with pytest.raises(NothingToDo, match="nothing is connected"):
        Keyroll.open(path, now=NOW, create=False).sources.sync()
