"""The companies from the sixth on: what each story plans is placed, told once, and the same for the same seed."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from keyroll.replay import engine
from keyroll.replay.folder import Folder
from keyroll.replay.times import SECOND
from scenarios import scenarios
from scenarios.play import stage
from scenarios.scene import Scene

COMPANIES = ("dunmarrow", "lowmere", "thornquay", "sallowick", "corvenside", "pellworth",
             "merrowby", "ostermoor", "quillmere", "quillhaven", "wrenfold", "tollgarth", "pendrake",
             "aldermoor", "brindlecote", "wexholme")  # fmt: skip
NAMES = [name for name, one in scenarios().items() if one.company.name in COMPANIES]
INTRUSIONS = [name for name in NAMES if not scenarios()[name].surge]
#: Some of each company; a night plans them all.
SAMPLE = ("model-hire", "admin-token", "last-night", "tool-pages", "night-cover", "unused-box", "bottle-token",
          "moved-zone", "bucket-browser", "apps-for-mail", "firm-bought",
          "stack-role", "pay-slips", "zone-renewal", "left-token", "fast-machines", "expiry-night",
          "federated-console", "absent-switch", "portfolio-sale", "phone-reset", "maps-key", "wrong-bills",
          "domain-seller", "node-account", "passkey-week", "signing-right",
          "many-pushes", "made-by-function", "cable-cut")  # fmt: skip
#: Of these companies a night looks at what is not in the sample.
SPARED = COMPANIES


def spared(names: list[str]) -> list[object]:
    """The names, of which some are only looked at by night."""
    return [
        pytest.param(name, marks=pytest.mark.nightly)
        if scenarios()[name].company.name in SPARED and name not in SAMPLE
        else name
        for name in names
    ]


def planned(name: str, out: Path, seed: int) -> Scene:
    """The company of a seed with what routines and the story plan, before anything is written."""
    company = scenarios()[name].company
    scene = stage(name, seed, company, Folder(out, company.ends))
    scenarios()[name].plan(scene)
    return scene


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Scene]:
    """Each scenario of seed 1 with lists and planned records, without the days of machines and people."""

    @cache
    def write(name: str) -> Scene:
        scene, company = planned(name, tmp_path_factory.mktemp("told") / name, 1), scenarios()[name].company
        engine.play(scene.folder, company.days, company.surveys, scene.survey, lambda _: None)
        return scene

    return write


@pytest.mark.parametrize("name", spared(NAMES))
def test_each_act_has_a_record_of_its_own_from_the_first_day_of_the_story_on(
    name: str, written: Callable[[str], Scene]
) -> None:
    scene, surge = written(name), scenarios()[name].surge
    acts, placed = scene.intrusion.acts, scene.intrusion.placed(SECOND)
    assert len(acts) == len(placed) == len({(one["file"], one["record"]) for one in placed})
    assert bool(acts) == bool(scene.intrusion.footholds) != surge
    places = [scene.folder.place(key) for key, _, _ in acts]
    assert all(place and place.time >= scene.start for place in places)
    assert surge or scene.first >= scene.start


@pytest.mark.parametrize("name", spared(INTRUSIONS))
def test_nothing_is_held_before_the_first_act_and_ends_before_it_begins(
    name: str, written: Callable[[str], Scene]
) -> None:
    scene = written(name)
    first = min(str(one["time"]) for one in scene.intrusion.placed(SECOND))
    for foothold in scene.intrusion.footholds:
        assert str(foothold["time"]) >= first
        assert not foothold.get("ended") or str(foothold["ended"]) > str(foothold["time"])


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=() if one in SAMPLE else pytest.mark.nightly) for one in NAMES]
)
def test_the_same_seed_plans_the_same_and_another_seed_another_story(name: str, tmp_path: Path) -> None:
    one, again, other = (planned(name, tmp_path, seed).folder._planned for seed in (1, 1, 2))
    assert one == again != other
