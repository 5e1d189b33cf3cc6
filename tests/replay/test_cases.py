"""Each replay of an incident ends with exactly its survivors, each for the reason by which it survived."""

from pathlib import Path

import pytest

from keyroll.api import play_case, replay_cases, write_case
from keyroll.errors import UsageError


def contents(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


@pytest.mark.parametrize("name", sorted(replay_cases()))
def test_the_same_seed_gives_the_same_bytes(name: str, tmp_path: Path):
    for number, seed in enumerate((4, 4, 5)):
        write_case(name, tmp_path / str(number) / "exports", seed)
    one, two, other = (contents(tmp_path / str(number)) for number in range(3))
    assert one == two
    assert one != other
    with pytest.raises(UsageError):
        write_case(name, tmp_path / "0" / "exports", 4)


@pytest.mark.long
def test_a_rotation_in_the_wrong_order_ends_with_what_it_gave_away(tmp_path: Path):
    played = play_case("order", tmp_path / "order", 3)
    assert played.exact
    assert len(played.survivors) == 9
    for one in played.status.open_items:
        assert "written" in {reason.kind for reason in one.item.reason}
        assert "while token-build could still read it" in one.item.reason[0].text
    assert not played.keyroll.home.ledger.quarantined()


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(1, 7))
@pytest.mark.parametrize(("name", "survivors"), [("drift", 11), ("runner", 1), ("order", 9)])
def test_it_ends_with_exactly_its_survivors(name: str, survivors: int, seed: int, tmp_path: Path):
    played = play_case(name, tmp_path / name, seed)
    assert played.exact
    assert len(played.status.open_items) == survivors
    assert not played.keyroll.home.ledger.quarantined()
    # A second run finds what is there, and changes nothing.
    assert play_case(name, tmp_path / name, seed).status == played.status
