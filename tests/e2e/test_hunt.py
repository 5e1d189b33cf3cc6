"""The replayed intruder is noticed early and cleanly, whatever the seed; nothing later has a part in it."""

import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
from calibration import interval
from hunt_seeds import Played, play, same_when_cut
from keyroll.config import Config
from keyroll.detection.alerts.expected import RARE_TOGETHER
from keyroll.detection.alerts.rises import WARM_UP
from keyroll.detection.hunt import hunt
from keyroll.report.ocsf import detection_finding, incident_finding
from keyroll.report.plain import WIDTH, lines
from keyroll.report.story import hunted

SCALE = 0.02
#: What DESIGN section 6 adds to OCSF, and where.
TOP_LEVEL = {"schema_version", "detected_at", "footholds", "contained"}
EVIDENCE = {"source", "log", "file", "record", "sha256"}


def noticed(place: Path, seed: int, survivors: int | None = None) -> Played:
    """Play one seed and check when the intruder was noticed, and who else was."""
    played = play(place, scale=SCALE, seed=seed, survivors=survivors, intrusion=True)
    first = played.first_success
    assert first is not None
    true = [one for one in played.highs if played.steps(one)]
    assert true
    assert first <= true[0].detected_at <= first + timedelta(minutes=15)
    assert agrees_with_the_budget(len(played.highs) - len(true), weeks(played))
    the_intruder_leads(played)
    return played


def weeks(played: Played) -> float:
    """The weeks in which a budget gives alerts: those after the first two."""
    begins, ends = (datetime.fromisoformat(str(played.truth[name])) for name in ("begins", "ends"))
    return (ends - begins - WARM_UP) / timedelta(days=7)


def agrees_with_the_budget(count: int, of_weeks: float) -> bool:
    """Whether so many false highs are no more than the budget of high says, by the exact interval of Poisson, 95 %."""
    budget = Config.load(Path("/nowhere")).number("high_budget")
    return interval(count)[0] <= budget * of_weeks


def the_intruder_leads(played: Played) -> None:
    """The first story is the intruder's, and rarer than each other one at high."""
    first, *others = played.high_stories
    assert any(played.steps(finding) for finding in first.findings)
    assert first.expected is not None
    for other in others:
        assert not any(played.steps(finding) for finding in other.findings)
        assert other.expected is None or first.expected.a_week < other.expected.a_week


def tells_the_whole_story(played: Played) -> None:
    """Every step stands in the evidence of the one story, and what was left behind is named once."""
    story = played.high_stories[0]
    told = {step for finding in story.findings for step in played.steps(finding)}
    assert told == set(played.acts.values())
    left = {one["name"].rpartition(":")[2] for one in played.truth["intrusion"]["footholds"] if one["kind"] == "user"}
    assert left == {one.identifier.rpartition(":")[2] for one in story.footholds if one.what == "account made"}
    memberships = [one for one in played.truth["intrusion"]["footholds"] if one["kind"] == "group membership"]
    assert len(memberships) == sum(one.what.startswith("member of") for one in story.footholds)
    assert not story.contained


def reads_well(played: Played) -> None:
    """The screen is 80 columns wide, cuts nothing, and names no request path."""
    screen = [text for text, _ in lines(hunted(played.found, played.keyroll.browse.names()))]
    assert max(map(len, screen)) <= WIDTH
    text = " ".join(" ".join(screen).split())
    for said in ("HIGH ALERT: ", "never used in", "first search: ", "account made: ", "member of", "short accesses"):
        assert said in text
    assert "…" not in text
    assert "/rest/" not in text


def is_ocsf(played: Played) -> None:
    """What is printed with --json is OCSF 1.8.0 beside the fields that are promised, and each record opens."""
    schema = OcsfJsonSchemaEmbedded(get_ocsf_schema("1.8.0"))
    found = played.found
    opened = played.keyroll.hunt.records(found.findings)
    for name, documents in (
        ("detection_finding", [detection_finding(one, opened) for one in found.findings]),
        ("incident_finding", [incident_finding(one) for one in found.stories]),
    ):
        valid = jsonschema.Draft202012Validator(schema.get_class_schema(name))
        for document in documents:
            rest: dict[str, Any] = {key: value for key, value in document.items() if key not in TOP_LEVEL}
            if "evidences" in rest:
                assert all(set(one) >= EVIDENCE and len(one["sha256"]) == 64 for one in rest["evidences"])
                rest["evidences"] = [
                    {key: value for key, value in one.items() if key not in EVIDENCE} for one in rest["evidences"]
                ]
            valid.validate(json.loads(json.dumps(rest)))


def narrows_only_the_output(played: Played) -> None:
    """``since`` learns from everything and shows what is later."""
    since = played.highs[0].detected_at
    later = hunt(played.keyroll.home, since=since)
    assert later.findings == tuple(one for one in played.found.findings if one.detected_at >= since)
    assert later.stories == tuple(one for one in played.found.stories if one.last_at >= since)


@pytest.fixture(scope="module")
def seed_1(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return noticed(tmp_path_factory.mktemp("seed"), 1)


@pytest.mark.nightly  # .ci/run always plays it
def test_seed_1(seed_1: Played) -> None:
    tells_the_whole_story(seed_1)
    reads_well(seed_1)
    is_ocsf(seed_1)
    narrows_only_the_output(seed_1)


@pytest.mark.nightly
def test_nothing_later_has_a_part_in_it(seed_1: Played, tmp_path: Path) -> None:
    assert same_when_cut(seed_1, tmp_path / "cut") == "same"


@pytest.mark.nightly
@pytest.mark.parametrize("seed", [2, 3])
def test_seeds(tmp_path: Path, seed: int) -> None:
    tells_the_whole_story(noticed(tmp_path, seed))


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(4, 11))
def test_more_seeds(tmp_path: Path, seed: int) -> None:
    played = noticed(tmp_path / "whole", seed)
    tells_the_whole_story(played)
    assert same_when_cut(played, tmp_path / "cut") == "same"


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Played]:
    """Replays without an intruder, each played once."""
    return cache(
        lambda seed: play(tmp_path_factory.mktemp("quiet"), scale=SCALE, seed=seed, survivors=None, intrusion=False)
    )


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(1, 11))
def test_without_an_intruder_no_more_is_high_than_one_a_week(quiet: Callable[[int], Played], seed: int) -> None:
    played = quiet(seed)
    assert len(played.highs) <= weeks(played)
    assert agrees_with_the_budget(len(played.highs), weeks(played))
    # What is high is high by the budget alone: the fixed thresholds give nothing.
    assert {one.behaviour for one in played.highs} <= {RARE_TOGETHER}
    assert all(one.expected is not None for one in played.high_stories)


@pytest.mark.nightly
def test_over_all_seeds_the_budget_of_high_holds(quiet: Callable[[int], Played]) -> None:
    played = [quiet(seed) for seed in range(1, 11)]
    assert agrees_with_the_budget(sum(len(one.highs) for one in played), sum(map(weeks, played)))


@pytest.mark.nightly
@pytest.mark.parametrize(("seed", "survivors"), [(1, 3), (2, 1), (3, 6), (4, 4), (5, 8), (6, 2)])
def test_other_survivors(tmp_path: Path, seed: int, survivors: int) -> None:
    noticed(tmp_path, seed, survivors)
