"""Lists that are the same as before are taken over: nothing that reads observations can tell."""

import itertools
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_exports import api_token, lay

from keyroll.api import Keyroll
from keyroll.intake import surveys, takeover
from keyroll.intake.surveys import observations_view
from keyroll.inventory import tables
from keyroll.store.home import Home

pytestmark = pytest.mark.long

START = datetime(2023, 10, 1, tzinfo=UTC)
_numbers = itertools.count()
#: A list: which tokens it has, and whether its last page is broken.
LISTS = st.tuples(st.sampled_from([(1, 2), (1, 2, 3), (2,)]), st.booleans())


def rows_of(home: Home) -> list[dict[str, Any]]:
    with home.session() as session:
        observations_view(session, home.lake)
        rows = session.rows("FROM observations ORDER BY ALL")
    for row in rows:
        facts = json.loads(str(row["facts"]))
        row["facts"] = {name: facts[name] for name in facts if name not in ("content", "files", "same_as")}
    return sorted(rows, key=lambda row: (str(row["observed_at"]), row["event_id"]))


def inventory_of(home: Home) -> dict[str, list[Any]]:
    found = {}
    with home.session() as session:
        for name in tables.PUBLISHED:
            home.lake.view(session, f"inventory/{name}", name, tables.KEYS.get(name, ""))
            found[name] = session.rows(f'SELECT *, count(*) AS times FROM "{name}" GROUP BY ALL ORDER BY ALL')
    return found


def written_of(home: Home) -> int:
    with home.session() as session:
        home.lake.view(session, surveys.TABLE, "stored")
        return int(str(session.one("SELECT count(*) FROM stored")))


@contextmanager
def nothing_known() -> Iterator[None]:
    """Every list is written again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(takeover.CompleteReads, "of", classmethod(lambda cls, *_: cls(_Forgets())))
        yield


class _Forgets(dict[str, takeover.Before]):
    def get(self, *_: object) -> None:  # type: ignore[override]
        return None


def listing(folder: Path, day: int, tokens: tuple[int, ...], *, broken: bool) -> None:
    date = (START + timedelta(days=day)).date()
    text = json.dumps([api_token(number) for number in tokens]) + ("\n[{}]" if broken else "")
    lay(folder, {f"okta/survey/{date}/api_tokens.json": text})


#: Steps of lists: each the tokens that it has, and whether it ends in a broken page.
Steps = Sequence[Sequence[tuple[tuple[int, ...], bool]]]


def synced(folder: Path, path: Path, steps: Steps) -> Keyroll:
    day = 0
    for step in steps:
        for tokens, broken in step:
            listing(folder, day, tokens, broken=broken)
            day += 1
        keyroll = Keyroll.open(path, now=START + timedelta(days=day, hours=1))
        keyroll.exports.sync(folder)
    return keyroll


def check(folder: Path, steps: Steps) -> None:
    place = folder / str(next(_numbers))
    one = synced(place / "in", place / "one", steps).home
    with nothing_known():
        other = synced(place / "in2", place / "other", steps).home
    assert rows_of(one) == rows_of(other)
    assert inventory_of(one) == inventory_of(other)


@pytest.mark.nightly
def test_the_same_lists_are_written_once(tmp_path: Path) -> None:
    steps: Steps = [[((1, 2, 3), False)], [((1, 2, 3), False)], [((1, 2, 3), False), ((1, 2), False)]]
    home = synced(tmp_path / "in", tmp_path / "home", steps).home
    assert len(rows_of(home)) == 4 + 4 + 4 + 3
    assert written_of(home) == 4 + 1 + 1 + 3
    check(tmp_path, steps)


def test_a_broken_list_is_read_again(tmp_path: Path) -> None:
    steps: Steps = [[((1, 2), True)], [((1, 2), True)]]
    home = synced(tmp_path / "in", tmp_path / "home", steps).home
    assert written_of(home) == len(rows_of(home)) == 6


def test_rows_that_another_file_had_are_read_again(tmp_path: Path) -> None:
    """The second file of a day adds one row alone: a list with its bytes is not all of its own rows."""
    steps: Steps = [[((1, 2), False)]]
    folder = tmp_path / "in"
    synced(folder, tmp_path / "home", steps)
    listing(folder, 0, (1, 2, 3), broken=False)
    Keyroll.open(tmp_path / "home", now=START + timedelta(days=2)).exports.sync(folder)
    listing(folder, 1, (1, 2, 3), broken=False)
    keyroll = Keyroll.open(tmp_path / "home", now=START + timedelta(days=3))
    keyroll.exports.sync(folder)
    tokens = [
        row["subject"] for row in rows_of(keyroll.home) if row["observed_at"].day == 2 and row["entity"] != "read"
    ]
    assert len(tokens) == len(set(tokens)) == 3


def test_new_code_reads_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced(tmp_path / "in", tmp_path / "home", [[((1,), False)]])
    monkeypatch.setattr(takeover, "_readers", lambda _provider: "other code")
    listing(tmp_path / "in", 1, (1,), broken=False)
    keyroll = Keyroll.open(tmp_path / "home", now=START + timedelta(days=9))
    keyroll.exports.sync(tmp_path / "in")
    assert written_of(keyroll.home) == len(rows_of(keyroll.home)) == 4


@settings(max_examples=4, deadline=None)
@given(st.lists(st.lists(LISTS, min_size=1, max_size=3), min_size=2, max_size=3))
@pytest.mark.nightly
def test_a_home_that_took_over_is_one_that_wrote_all(tmp_path_factory: pytest.TempPathFactory, steps: Steps) -> None:
    check(tmp_path_factory.mktemp("home"), steps)
