"""The two companies of the sixth round: what each story plans is placed, told once, and the same for the same seed."""

import hashlib
from pathlib import Path

import pytest

from keyroll.replay import engine
from keyroll.replay.folder import Folder
from keyroll.replay.times import SECOND
from scenarios import scenarios
from scenarios.play import stage
from scenarios.scene import Scene

COMPANIES = ("dunmarrow", "lowmere")
NAMES = [name for name, one in scenarios().items() if one.company.name in COMPANIES]


def written(name: str, out: Path, seed: int) -> Scene:
    """Write lists and all that routines and the story plan, without the days of machines and people."""
    company = scenarios()[name].company
    scene = stage(name, seed, company, Folder.new(out, company.ends))
    scenarios()[name].plan(scene)
    engine.play(scene.folder, company.days, company.surveys, scene.survey, lambda _: None)
    return scene


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        total.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return total.hexdigest()


@pytest.mark.parametrize("name", NAMES)
def test_each_act_has_a_record_of_its_own_from_the_first_day_of_the_story_on(name: str, tmp_path: Path) -> None:
    scene, surge = written(name, tmp_path / "x", 1), scenarios()[name].surge
    acts, placed = scene.intrusion.acts, scene.intrusion.placed(SECOND)
    assert len(acts) == len({(one["file"], one["record"]) for one in placed})
    assert bool(acts) == bool(scene.intrusion.footholds) != surge
    assert all(ms >= scene.start for _, ms in _times(scene))
    assert not acts or scene.first >= scene.start


def _times(scene: Scene) -> list[tuple[str, int]]:
    return [(key, place.time) for key, _, _ in scene.intrusion.acts if (place := scene.folder.place(key))]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_story(name: str, tmp_path: Path) -> None:
    for number, seed in enumerate((1, 1, 2)):
        written(name, tmp_path / str(number), seed)
    one, again, other = (digest(tmp_path / str(number)) for number in range(3))
    assert one == again != other


@pytest.mark.parametrize("name", [name for name in NAMES if not scenarios()[name].surge])
def test_no_credential_is_used_after_it_was_taken_away_and_none_before_it_is_held(name: str, tmp_path: Path) -> None:
    scene = written(name, tmp_path / "x", 1)
    first = min(str(one["time"]) for one in scene.intrusion.placed(SECOND))
    for foothold in scene.intrusion.footholds:
        assert str(foothold["time"]) >= first
        assert not foothold.get("ended") or str(foothold["ended"]) > str(foothold["time"])
