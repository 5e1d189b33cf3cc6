"""Nothing outside of an export folder is opened: not through a link, not while one is put in a file's place."""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from bomb_corpus import GOOD, lay

from keyroll.api import Keyroll
from keyroll.errors import KeyrollError
from keyroll.store import plain
from keyroll.store.raw import Held, Unreadable, chunks

pytestmark = pytest.mark.hostile
SECRET = "canary-of-the-outside"
LOG, PAGE, LOST = "okta/logs/system_log/x.ndjson", "okta/survey/users.json", "lost/x.json"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Return a file outside of the export that must not be read; it would be a good log and a good page."""
    path = tmp_path / "outside" / "x.ndjson"
    path.parent.mkdir()
    event = {"uuid": SECRET, "published": "2023-11-14T09:22:49.000Z", "eventType": "user.session.start"}
    path.write_text(json.dumps(event) + "\n")
    return path


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Return an export folder with good files in it."""
    lay(tmp_path / "in", GOOD)
    return tmp_path / "in"


def synced(folder: Path, home: Path) -> Keyroll:
    keyroll = Keyroll.open(home)
    keyroll.exports.sync(folder)
    return keyroll


def reasons(keyroll: Keyroll) -> dict[str, str]:
    return {row.file: row.reason for row in keyroll.home.ledger.quarantined()}


def leaks(home: Path) -> list[str]:
    """Return the files of a home that hold what is outside, packed or not."""
    found = []
    for path in home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            with suppress(Exception):
                content += b"".join(chunks(path.resolve()))
            if SECRET.encode() in content:
                found.append(str(path))
    return found


def to_file(path: Path, outside: Path) -> str:
    path.symlink_to(outside)
    return "a link is not followed"


def by_climbing(path: Path, outside: Path) -> str:
    path.symlink_to(os.path.relpath(outside, path.parent))
    return "a link is not followed"


def by_a_chain(path: Path, outside: Path) -> str:
    other = path.with_name("." + path.name)
    other.symlink_to(outside)
    path.symlink_to(other)
    return "a link is not followed"


def to_the_inside(path: Path, outside: Path) -> str:
    other = path.with_name(".inner")
    other.write_bytes(outside.read_bytes().replace(SECRET.encode(), b"inner"))
    path.symlink_to(other)
    return "a link is not followed"


def by_proc(path: Path, outside: Path) -> str:
    path.symlink_to(f"/proc/self/root{outside}")
    return "a link is not followed"


def to_nothing(path: Path, _outside: Path) -> str:
    path.symlink_to("nowhere")
    return "a link is not followed"


def to_itself(path: Path, _outside: Path) -> str:
    path.symlink_to(path.name)
    return "a link is not followed"


def to_a_device(path: Path, _outside: Path) -> str:
    path.symlink_to("/dev/zero")
    return "a link is not followed"


def to_memory(path: Path, _outside: Path) -> str:
    path.symlink_to("/proc/self/mem")
    return "a link is not followed"


def to_a_folder(path: Path, outside: Path) -> str:
    path.symlink_to(outside.parent, target_is_directory=True)
    return "a link is not followed"


def pipe(path: Path, _outside: Path) -> str:
    os.mkfifo(path)
    return "a pipe is not read"


def unix_socket(path: Path, _outside: Path) -> str:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)
    return "a socket is not read"


def device(path: Path, _outside: Path) -> str:
    try:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes devices")
    return "a device is not read"


WAYS = (
    to_file, by_climbing, by_a_chain, to_the_inside, by_proc, to_nothing, to_itself, to_a_device, to_memory,
    to_a_folder, pipe, unix_socket, device,
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_is_no_plain_file_is_named_and_not_opened(
    export: Path, outside: Path, tmp_path: Path, way: Callable[[Path, Path], str]
) -> None:
    expected = {}
    for place in (LOG, PAGE, LOST):
        path = export / place
        path.parent.mkdir(parents=True, exist_ok=True)
        expected[place] = way(path, outside)
    keyroll = synced(export, tmp_path / "home")
    found = reasons(keyroll)
    assert {place: reason for place, reason in expected.items() if not found.get(place, "").endswith(reason)} == {}
    assert leaks(tmp_path / "home") == []
    # A page that is not read may hold anything.
    with keyroll.home.session() as session:
        keyroll.home.lake.view(session, "inventory/reads", "reads")
        asked = session.tuples("SELECT complete FROM reads WHERE source = 'okta@good'")
    assert asked == [(True,)]


def test_a_linked_folder_is_not_entered(export: Path, outside: Path, tmp_path: Path) -> None:
    lay(outside.parent, {"users.json": b"[]"})
    (export / "okta/logs/system_log/deeper").symlink_to(outside.parent)
    (export / "jira").symlink_to(outside.parent.parent)
    (export / "okta/logs/again").symlink_to(export)
    found = reasons(synced(export, tmp_path / "home"))
    assert all(reason.endswith("a link is not followed") for reason in found.values())
    assert set(found) == {"okta/logs/system_log/deeper", "jira", "okta/logs/again"}
    assert leaks(tmp_path / "home") == []


def test_the_folder_that_a_person_names_may_be_a_link(export: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(export)
    keyroll = synced(tmp_path / "link", tmp_path / "home")
    assert reasons(keyroll) == {}
    assert {row["name"] for row in keyroll.inventory.listed("credentials").rows} >= {"Bot"}


def test_a_home_may_lie_behind_a_link(export: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "home").symlink_to(tmp_path / "real")
    assert reasons(synced(export, tmp_path / "home")) == {}


def test_a_file_named_outright_may_be_a_link_but_none_below_a_folder(
    export: Path, outside: Path, tmp_path: Path
) -> None:
    (export / "direct").symlink_to(export / "okta/logs/system_log/zz-good.ndjson")
    (export / "okta/logs/system_log/x").symlink_to(outside)
    keyroll = Keyroll.open(tmp_path / "home")
    keyroll.exports.sync_log("okta.system_log", [export / "direct", export / "okta/logs/system_log"])
    assert reasons(keyroll) == {"x": "the file cannot be read: a link is not followed"}
    assert leaks(tmp_path / "home") == []


@contextmanager
def swapping(one: Callable[[], None], other: Callable[[], None]) -> Iterator[list[int]]:
    """Do one thing and another in turn, as quickly as it goes, beside what is in the block."""
    done, stop = [0], threading.Event()

    def swap() -> None:
        while not stop.is_set() or done[0] < 2000:
            with suppress(OSError):
                one()
                other()
            done[0] += 1

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("openat2", [True, False])
@pytest.mark.parametrize("deep", [True, False])
def test_no_race_leads_outside(
    export: Path, outside: Path, monkeypatch: pytest.MonkeyPatch, openat2: bool, deep: bool
) -> None:
    if not openat2:
        monkeypatch.setattr(plain, "_openat2", lambda: None)
    path = export / "a" / "x.ndjson"
    lay(export, {"a/x.ndjson": b"inner\n"})
    swapped = path.parent if deep else path
    aside, link = export / "aside", export / "link"
    link.symlink_to(outside.parent if deep else outside)

    def to_link() -> None:
        swapped.rename(aside)
        link.rename(swapped)

    def back() -> None:
        swapped.rename(link)
        aside.rename(swapped)

    seen: set[str] = set()
    with swapping(to_link, back) as done:
        while done[0] < 3000:
            try:
                with Held.open(path) as held:
                    content = b"".join(chunks(held))
                assert content == b"inner\n"
                seen.add("read")
            except Unreadable as error:
                seen.add(str(error).rpartition(": ")[2])
    assert seen <= {"read", "a link is not followed", "No such file or directory", "Not a directory"}
    assert "read" in seen


def test_syncs_in_a_race_keep_nothing_of_the_outside(export: Path, outside: Path, tmp_path: Path) -> None:
    lay(export, {LOG: b'{"uuid": "inner"}\n', PAGE: b"[]", LOST: b"{}"})
    paths = [export / place for place in (LOG, PAGE, LOST)]
    links = [path.with_name(".link-" + path.name) for path in paths]
    for link in links:
        link.symlink_to(outside)

    def exchange() -> None:
        for path, link in zip(paths, links, strict=True):
            aside = path.with_name(".aside")
            path.rename(aside)
            link.rename(path)
            aside.rename(link)

    with swapping(exchange, exchange):
        for number in range(3):
            with suppress(KeyrollError):
                synced(export, tmp_path / f"home{number}")
    assert [leaks(tmp_path / f"home{number}") for number in range(3)] == [[], [], []]


def test_what_was_read_by_reference_is_not_read_through_a_link_later(
    export: Path, outside: Path, tmp_path: Path
) -> None:
    inner = export / "lost/x.json"
    lay(export, {"lost/x.json": b"{}"})
    keyroll = synced(export, tmp_path / "home")
    (row,) = [row for row in keyroll.home.ledger.quarantined() if row.file == "lost/x.json"]
    inner.unlink()
    inner.symlink_to(outside)
    with pytest.raises((KeyrollError, Unreadable)):
        b"".join(chunks(keyroll.home.raw.find(row.raw, str(inner))))
