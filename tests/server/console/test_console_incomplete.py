"""An incident whose register has wrong rows says so wherever its state is shown."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from console_home import Client, console, cookie

from keyroll.api import Keyroll
from keyroll.api.evidence import verify
from keyroll.cli.root import root
from keyroll.model.incident import ClosingPolicy
from small_world import NOW, SmallWorld, at, key

pytestmark = pytest.mark.long
WRONG = {"vendor": "Acme", "system": "aws", "credential": "AKIAGONE"}
RIGHT = WRONG | {"credential": "AKIAONE"}
WORDS = "vendors.csv row 2: AKIAGONE in aws"


@pytest.fixture(scope="module")
def incident(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    world = SmallWorld(tmp_path_factory.mktemp("incomplete"))
    world.keys("10-01", key("ONE"))
    world.register("10-01", WRONG, RIGHT)
    keyroll, policy = world.sync(), ClosingPolicy.EXPORTS
    keyroll.incidents.open("acme", vendor="acme", begins=at("10-02"), ends=at("10-08"), policy=policy)
    keyroll.incidents.prove("acme")
    return world


def said(world: SmallWorld, *words: str) -> str:
    arguments = [*words, "--home", str(world.path / "home"), "--now", NOW.isoformat()]
    return CliRunner().invoke(root, arguments, standalone_mode=False).stdout


def test_status_list_and_report_say_so(incident: SmallWorld) -> None:
    assert "EXPOSURE INCOMPLETE" in said(incident, "incident", "status", "acme")
    assert "INCOMPLETE" in said(incident, "incident", "list")
    assert json.loads(said(incident, "incident", "list", "--json"))["unmatched"] == 1
    report = said(incident, "report", "incident", "acme")
    assert "EXPOSURE INCOMPLETE" in report
    assert WORDS in report


def shown(client: Client, path: str) -> str:
    """The page itself, not the one that says that it is being computed."""
    for _ in range(600):
        text = client.ask(path)[2].decode()
        if "the computation continues" not in text:
            return text
        time.sleep(0.1)
    return text


def test_the_console_says_so_on_both_pages(incident: SmallWorld) -> None:
    keyroll = Keyroll.open(incident.path / "home", now=NOW)
    with console(keyroll) as port:
        client = Client(port, cookie(keyroll, "viewer"))
        assert client.json("/incidents.json")["data"]["rows"][0]["unmatched"] == 1
        assert "exposure incomplete" in shown(client, "/incidents")
        assert "The exposure is incomplete" in shown(client, "/incident?name=acme")


def checked(keyroll: Keyroll) -> tuple[str, ...]:
    content, _ = keyroll.evidence.bundle("acme")
    return verify(content, keys=[keyroll.evidence.key().keyid.encode()], now=NOW).incomplete


def test_the_evidence_says_so_until_the_row_is_right(incident: SmallWorld, tmp_path: Path) -> None:
    world = incident.copied(tmp_path)
    (row,) = checked(Keyroll.open(world.path / "home", now=NOW))
    assert row.startswith(WORDS)
    file = tmp_path / "bundle.json"
    file.write_bytes(Keyroll.open(world.path / "home", now=NOW).evidence.bundle("acme")[0])
    key = Keyroll.open(world.path / "home", now=NOW).evidence.key().keyid
    shown = CliRunner().invoke(root, ["verify", str(file), "--key", key], standalone_mode=False)
    assert "EXPOSURE INCOMPLETE" in shown.output
    world.register("10-09", RIGHT)
    assert checked(world.sync()) == ()


def test_a_row_that_comes_after_the_proof_is_in_the_next_bundle(incident: SmallWorld, tmp_path: Path) -> None:
    world = incident.copied(tmp_path)
    more: dict[str, Any] = WRONG | {"credential": "AKIAOTHER"}
    world.register("10-09", WRONG, more, RIGHT)
    assert len(checked(world.sync())) == 2
