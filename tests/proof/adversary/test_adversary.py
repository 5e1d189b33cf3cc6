"""No provider of the suite is ever believed too early, and nearly every true death is proven in its time."""

import pytest
from adversary_alive import ALIVE
from adversary_dead import DEAD
from adversary_provider import HORIZON, Case
from adversary_run import Run

from keyroll.model.incident import VerdictKind
from keyroll.proof.probe.context import ALL, Control

pytestmark = pytest.mark.long

EVERY = (*ALIVE, *DEAD)
#: Minutes that are enough to be fooled in.
FIRST = 130
PROVABLE = [case for case in EVERY if case.within is not None]


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    return {case.name: Run(case).to_the_end() for case in EVERY}


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.name)
def test_what_lives_is_never_called_dead(case: Case, runs: dict[str, Run]) -> None:
    assert runs[case.name].false_deaths == []


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.name)
def test_every_verdict_says_why_and_when_the_next_try_is(case: Case, runs: dict[str, Run]) -> None:
    for _, found in runs[case.name].verdicts:
        assert found.because
        assert found.next_at.tzinfo is not None


def test_the_dead_are_proven_within_their_window(runs: dict[str, Run]) -> None:
    late = [case.name for case in PROVABLE if not runs[case.name].proven]
    assert late == []


@pytest.mark.parametrize("case", [case for case in EVERY if case.verdict], ids=lambda case: case.name)
def test_the_verdict_at_the_end(case: Case, runs: dict[str, Run]) -> None:
    assert runs[case.name].verdicts[-1][1].verdict is VerdictKind(case.verdict)


@pytest.mark.parametrize("case", [case for case in EVERY if case.unprovable], ids=lambda case: case.name)
def test_what_cannot_be_proven_stays_open(case: Case, runs: dict[str, Run]) -> None:
    assert not case.is_alive(HORIZON)
    assert runs[case.name].verdicts[-1][1].verdict is VerdictKind.UNKNOWN


@pytest.mark.long
@pytest.mark.parametrize("control", Control, ids=lambda control: control.name.lower())
def test_without_any_one_control_some_provider_is_believed(control: Control) -> None:
    fooled = (case.name for case in EVERY if Run(case, ALL - {control}, horizon=FIRST).to_the_end().false_deaths)
    assert next(fooled, None), f"no case needs: {control}"


def test_no_account_is_locked_by_our_tries(runs: dict[str, Run]) -> None:
    for case in (case for case in EVERY if case.locks and case.lockout == case.locks):
        failures, minutes = case.locks or (0, 0)
        times = [
            (one.at - runs[case.name].clock.at).total_seconds() / 60
            for one in runs[case.name].journal.kept.values()
            if one.role in ("old", "never") and one.outcome != "accepted"
        ]
        assert max(sum(1 for other in times if at - minutes < other <= at) for at in times) < failures
