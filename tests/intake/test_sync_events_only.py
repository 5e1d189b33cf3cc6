"""A log that is read every few seconds while a credential is changed: its events are there, the inventory waits."""

from pathlib import Path

from keyroll.api import Keyroll
from keyroll.inventory.published import MADE_OF
from small_world import SmallWorld, key

LINE = (
    '{"time":"2026-11-28T10:00:00Z","type":"response","auth":{"metadata":{"role_name":"app"}},'
    '"request":{"id":"%s","operation":"read","path":"secret/data/app","remote_address":"127.0.0.1"}}\n'
)


def test_the_events_are_read_and_the_next_sync_works_out_the_inventory(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-06", key("ONE"))
    keyroll = Keyroll.open(tmp_path / "home")
    keyroll.exports.sync(world.exports)
    lake, table = keyroll.home.lake, "events/openbao.audit"
    made = lake.version(MADE_OF)
    for number, fold in ((1, False), (2, False), (3, True)):
        log = tmp_path / f"{number}.ndjson"
        log.write_text(LINE % f"r{number}")
        keyroll.exports.sync_log("openbao@main.audit", [log], fold=fold)
        with keyroll.home.session() as session:
            assert lake.view(session, table, "read")
            assert session.one("SELECT count(*) FROM read") == number
        assert (lake.version(MADE_OF) > made) == fold
