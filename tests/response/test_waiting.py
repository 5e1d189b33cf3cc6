"""``--wait`` says at once why a credential is not found dead, and ends when no further attempt can change that."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.api import Keyroll, UnprovenCredential, probe_requests
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Outcome, Plane
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.response.attempting import undecided
from keyroll.reveal import reveal
from keyroll.secret import Secret
from small_world import NOW, SmallWorld

pytestmark = pytest.mark.long

ONE = "redis@main:user:app"
WINDOW = timedelta(hours=1)


class Jumping:
    """The machine's clock, but a wait for a moment is over at once. It counts the waits."""

    def __init__(self) -> None:
        self.ahead, self.waits = timedelta(), 0

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def wait_until(self, moment: datetime) -> None:
        self.waits += 1
        assert self.waits < 100, "it waits for what does not come"
        self.ahead += max(moment - self.now(), timedelta())


@dataclass
class Place:
    """A server that is played: which values it takes, and when the old one ends."""

    clock: Jumping
    takes: set[bytes] = field(default_factory=lambda: {b"old", b"new"})
    ends_after: int = 10**6
    tries: int = 0

    def attempt(self, _plane: Plane, login: Login) -> ProbeAnswer:
        with reveal(login.value) as raw:
            value = bytes(raw)
        self.tries += 1
        if self.tries > self.ends_after:
            self.takes.discard(b"old")
        if value in self.takes or b"*" in self.takes:
            return ProbeAnswer(Outcome.ACCEPTED, login.who)
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="bad")


@dataclass
class Waited:
    keyroll: Keyroll
    place: Place
    folder: Path
    said: list[tuple[UnprovenCredential, ...]] = field(default_factory=list)
    waits_at_first: int = -1

    def prove(self, *, new: bool = True, derived: bool = False, wait: bool = True) -> VerdictKind:
        references = [f'["{ONE}"]', f'old = "file:{self.folder}/old"', 'at = ["here"]']
        references += [f'new = "file:{self.folder}/new"'] * new + [f'derived = ["file:{self.folder}/child"]'] * derived
        (self.folder / "values.toml").write_text("\n".join(references))
        for name in ("old", "new", "child"):
            (self.folder / name).write_text(name)

        def tell(left: Sequence[UnprovenCredential], _due: datetime | None) -> None:
            if not self.said:
                self.waits_at_first = self.place.clock.waits
            self.said.append(tuple(left))

        asked = probe_requests(self.folder / "values.toml")
        state = self.keyroll.incidents.prove("breach", asked=asked, wait=wait, tell=tell)
        return state.standings[0].judgement.verdict

    @property
    def to_do(self) -> str:
        return self.said[-1][0].to_do if self.said[-1] else ""


@pytest.fixture
def waited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Waited:
    clock = Jumping()
    place = Place(clock)
    probe = Probe(
        "user", "whoami", lambda text: Plane(text, text), place.attempt, lambda _: Secret(b"never"),
        no_sessions_because="played",
    )  # fmt: skip
    monkeypatch.setattr(catalogue, "probes", lambda _name: {"user": probe})
    monkeypatch.setitem(catalogue.providers(), "redis", replace(catalogue.providers()["redis"], window=WINDOW))
    world = SmallWorld(tmp_path)
    world.register("10-06", {"vendor": "Another", "system": "github"})
    keyroll = world.sync()
    keyroll.incidents.open("breach", vendor="Backups", begins=NOW - timedelta(days=9), ends=NOW - timedelta(days=1))
    keyroll.incidents.widen("breach", ONE, because="the vendor had it", by="lead")
    home = replace(keyroll.home, clock=clock, ledger=replace(keyroll.home.ledger, clock=clock))
    return Waited(replace(keyroll, home=home), place, tmp_path)


def test_it_waits_for_the_end_and_says_first_what_it_waits_for(waited: Waited) -> None:
    waited.place.ends_after = 3
    assert waited.prove() is VerdictKind.DEAD
    assert waited.waits_at_first == 0
    assert "was accepted at here" in waited.said[0][0].because
    assert waited.said[-1] == ()


def test_without_a_new_value_there_is_nothing_to_wait_for(waited: Waited) -> None:
    assert waited.prove(new=False) is VerdictKind.LIVE
    assert (waited.place.clock.waits, "--new" in waited.to_do) == (0, True)


def test_a_value_that_never_worked_is_not_waited_for(waited: Waited) -> None:
    waited.place.takes.discard(b"old")
    assert waited.prove() is VerdictKind.UNKNOWN
    assert (waited.place.clock.waits, "was accepted" in waited.to_do) == (0, True)


@pytest.mark.nightly
def test_a_place_that_takes_anything_is_not_waited_for(waited: Waited) -> None:
    waited.place.takes.add(b"*")
    assert waited.prove() is VerdictKind.UNKNOWN
    assert (waited.place.clock.waits, "--at" in waited.to_do) == (0, True)


def test_a_value_that_was_tried_once_and_is_not_at_hand_is_asked_for(waited: Waited) -> None:
    waited.place.takes.add(b"child")
    assert waited.prove(derived=True, wait=False) is VerdictKind.LIVE
    waited.place.takes.discard(b"old")
    waited.prove()
    assert "name every earlier value again" in waited.to_do
    waited.place.takes.discard(b"child")
    waited.said.clear()
    assert waited.prove(derived=True) is VerdictKind.DEAD


@pytest.mark.nightly
def test_without_wait_nothing_is_said(waited: Waited) -> None:
    waited.prove(wait=False)
    assert waited.said == []


TIMES = st.none() | st.integers(0, 9).map(lambda hour: NOW + timedelta(hours=hour))


@given(
    st.lists(
        st.builds(UnprovenCredential, st.just(ONE), st.just("app"), st.just("because"), st.just(""), TIMES), max_size=5
    )
)
def test_the_next_try_is_the_earliest_that_can_change_an_answer(left: list[UnprovenCredential]) -> None:
    due = undecided(tuple(left))
    times = [one.due_at for one in left if one.due_at is not None]
    assert (due is None) is (not times)
    assert due is None or (due in times and all(due <= time for time in times))
