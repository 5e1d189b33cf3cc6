"""All fakes, and all servers that the tests start, in one home: what is read a second time changes nothing."""

from datetime import timedelta
from pathlib import Path

import pytest

from aws_emulators import Emulator, own_moto
from everything import System, amazon, connected, databases, fakes, others, without_times
from keyroll.api import Keyroll
from keyroll.providers import catalogue
from other_servers import MariaDB, RabbitMQ, Slapd, sshd_running
from real_servers import Postgres, RedisNode, bao_running

__all__ = ["own_moto"]
LISTS = ("credentials", "principals", "grants", "locations", "changes", "quarantine")


def assert_second_changes_nothing(systems: list[System], home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyroll = Keyroll.open(home)
    connected(home, systems, monkeypatch)
    first = keyroll.sources.sync()
    assert {str(source): lost for source, lost in first.unseen.items() if lost} == {}
    assert (first.reasons, len(first.unseen)) == ({}, len(systems))
    before = {name: without_times(keyroll.inventory.listed(name).rows) for name in LISTS}
    assert min(len(before[name]) for name in LISTS[:3]) > len(systems)
    later = Keyroll.open(home, now=keyroll.now().replace(microsecond=0) + timedelta(minutes=5))
    second = later.sources.sync()
    assert (second.partial, second.new) == (False, first.new)
    after = {name: without_times(later.inventory.listed(name).rows) for name in LISTS}
    assert {name: sorted(set(after[name]) ^ set(before[name])) for name in LISTS} == {key: [] for key in LISTS}


@pytest.mark.long
def test_all_fakes_read_twice_are_read_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with fakes(3, judged=False) as systems:
        assert_second_changes_nothing(systems, tmp_path, monkeypatch)


@pytest.mark.nightly
@pytest.mark.server
def test_all_fakes_and_servers_read_twice_are_read_alike(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    own_moto: Emulator,
    postgres: Postgres,
    mariadb: MariaDB,
    redis_node: RedisNode,
    rabbitmq: RabbitMQ,
    slapd: Slapd,
) -> None:
    homes = {name: tmp_path / name for name in ("bao", "host", "home")}
    for folder in homes.values():
        folder.mkdir()
    with (
        fakes(10) as made,
        amazon(own_moto) as account,
        databases(postgres, mariadb, redis_node) as kept,
        bao_running(homes["bao"]) as bao,
        sshd_running(homes["host"]) as host,
        others(rabbitmq, slapd, bao, host) as more,
    ):
        systems = [*made, account, *kept, *more]
        read = {one.source.partition("@")[0] for one in systems}
        assert read == set(catalogue.connectable()), "a system that is read live is not here"
        assert_second_changes_nothing(systems, homes["home"], monkeypatch)
