"""The replayed breach: what is exposed and not proven dead is what the truth file says; what leads to the code."""

import gzip
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from keyroll.api import Keyroll, replay_home
from keyroll.api.reaching import Reach
from keyroll.inventory.published import open_inventory
from keyroll.model.incident import ClosingPolicy
from keyroll.reach.graph.change import Change, changed
from keyroll.reach.graph.closure import falls
from keyroll.replay import Written, thanksgiving
from keyroll.response.campaign import Status

SCALE = 0.02
INCIDENT = "breach"
pytestmark = pytest.mark.long


@dataclass
class Played:
    """A replay that was synced, with its incident opened."""

    folder: Path
    home: Path
    truth: dict[str, Any]
    keyroll: Keyroll
    status: Status

    def ids(self, identifiers: list[str]) -> dict[str, str]:
        """The id that the inventory has for each identifier of the truth."""
        home = self.keyroll.home
        with home.session() as session:
            assert open_inventory(session, home)
            known = {
                str(identifier): str(one)
                for identifier, one in session.tuples("SELECT identifier, id FROM identifiers")
            }
        return {identifier: known.get(identifier, identifier) for identifier in identifiers}

    def told(self) -> tuple[set[str], dict[str, str]]:
        """What is exposed and what survived, by the truth file."""
        exposed = [str(one["identifier"]) for one in self.truth["exposed"]]
        ids = self.ids(exposed)
        return set(ids.values()), {ids[str(one["identifier"])]: one["reason"] for one in self.truth["survivors"]}

    def found(self) -> tuple[set[str], dict[str, str]]:
        """The same by keyroll."""
        open_items = {one.item.identifier: str(one.judgement.why) for one in self.status.open_items}
        return {one.item.identifier for one in self.status.standings}, open_items


def one_file_a_log(folder: Path) -> None:
    """Put the days of each log into one file: the same records, and far fewer commits to wait for."""
    for log in folder.glob("*/logs/*"):
        days = sorted(log.iterdir())
        ending = "".join(days[0].suffixes)
        if log.name == "cloudtrail":
            found = (json.loads(gzip.decompress(day.read_bytes()))["Records"] for day in days)
            whole = gzip.compress(json.dumps({"Records": [one for records in found for one in records]}).encode(), 1)
        else:
            whole = b"".join(day.read_bytes() for day in days)  # gzip members, one after the other
        for day in days:
            day.unlink()
        (log / f"all{ending}").write_bytes(whole)


def play(where: Path, *, seed: int = 1, survivors: int | None = None, background: bool = True) -> Played:
    written: Written = thanksgiving(
        where / "exports", scale=SCALE, seed=seed, survivors=survivors, background=background
    )
    one_file_a_log(written.folder)
    keyroll = replay_home(where / "home", written.ends)
    keyroll.exports.sync(written.folder)
    assert written.window
    begins, ends = written.window
    status = keyroll.incidents.open(
        INCIDENT, vendor=written.vendor, begins=begins, ends=ends, policy=ClosingPolicy.EXPORTS
    )
    truth = json.loads(written.truth.read_text(encoding="utf-8"))
    return Played(written.folder, where / "home", truth, keyroll, status)


@pytest.fixture(scope="module")
def breach(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("breach"))


def test_exactly_the_four_are_left_and_each_was_missed(breach: Played):
    assert breach.found() == breach.told()
    left = {
        one.item.name: (one.item.source.partition("@")[0], str(one.judgement.why)) for one in breach.status.open_items
    }
    assert left == {
        "Moveworks": ("cloudflare", "missed"),
        "Smartsheet service account": ("jira", "missed"),
        "Bitbucket service account": ("bitbucket", "missed"),
        "svc-aws-apps-marketplace": ("aws", "missed"),
    }


def test_what_people_believe_closes_nothing(breach: Played):
    assert any(one.words for one in breach.status.open_items)
    assert not any(one.judgement.grade for one in breach.status.open_items)


def test_every_proof_opens(breach: Played):
    """A verdict leads to the raw files behind it, by their hash."""
    for one in breach.status.standings:
        assert one.item.reason
        assert one.judgement.evidence
        for pointer in one.judgement.evidence:
            assert breach.keyroll.home.ledger.raw(pointer.raw) is not None


def lake(home: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(home)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted((home / "lake").rglob("*"))
        if path.is_file()
    }


def ledger(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows; of the lease that every writer takes anew only that it is there."""
    with sqlite3.connect(home / "ledger.sqlite") as connection:
        names = [str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}
    connection.close()
    found["leases"] = [row[:1] for row in found["leases"]]
    return found


def test_a_rerun_changes_nothing(breach: Played):
    before = lake(breach.home), ledger(breach.home)
    again = Keyroll.open(breach.home)
    summary = again.exports.sync(breach.folder)
    assert (summary.new, summary.files, summary.unchanged) == (0, summary.files, summary.files)
    assert again.incidents.status(INCIDENT) == breach.status
    assert (lake(breach.home), ledger(breach.home)) == before


def test_proving_twice_keeps_each_verdict_once(breach: Played):
    """Runs on a clock that stands still: equal verdicts on equal evidence are one."""
    assert breach.keyroll.incidents.prove(INCIDENT) == breach.status
    kept = breach.keyroll.home.ledger.verdicts(INCIDENT)
    assert set(kept) == {one.item.identifier for one in breach.status.standings}
    before = ledger(breach.home)
    breach.keyroll.incidents.prove(INCIDENT)
    assert ledger(breach.home) == before


def test_the_path_from_the_gateway_to_the_code_is_found_and_its_cut_ends_it(breach: Played):
    code = "bitbucket@main:data"
    asked = Reach.of(breach.keyroll.home, [code])
    (gate,) = [one for one, name in zip(asked.graph.ids, asked.graph.names, strict=True)
               if name == "Moveworks" and "access_service_token" in one]  # fmt: skip
    ways = [[asked.graph.ids[one] for one in way] for way, _ in asked.paths(gate, code, 40)]
    wanted = [
        gate, "site:jira.northwind.example", "jira@main:sign-in", "jira@main:account:svc-smartsheet",
        "jira@main:group:jira-administrators", "jira@main:administration", "jira@main:code", "host:jira-01",
        "bitbucket@main:account:svc-bitbucket", code,
    ]  # fmt: skip
    assert wanted in ways
    cut = asked.cut(gate)
    assert cut.possible
    assert cut.pairs
    after = changed(asked.graph, Change(cut.nodes, cut.pairs))
    later = {"jira@main:administration", "host:jira-01", "bitbucket@main:account:svc-bitbucket", code}
    reached = {asked.graph.ids[one] for one in falls(after, [asked.graph.place[gate]]).nodes.tolist()}
    assert later <= {asked.graph.ids[one] for one in asked.falls(gate).nodes.tolist()}
    assert not later & reached


@pytest.mark.nightly
@pytest.mark.parametrize(("seed", "survivors"), [(1, 0), (2, 3), (3, 8)])
def test_the_open_items_is_the_truth(tmp_path: Path, seed: int, survivors: int):
    played = play(tmp_path, seed=seed, survivors=survivors, background=False)
    assert played.found() == played.told()
    assert len(played.status.open_items) == survivors


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(1, 21))
def test_the_open_items_is_the_truth_for_many_seeds(tmp_path: Path, seed: int):
    survivors = (seed - 1) % 9
    played = play(tmp_path, seed=seed, survivors=survivors)
    assert played.found() == played.told()
    assert len(played.status.open_items) == survivors
