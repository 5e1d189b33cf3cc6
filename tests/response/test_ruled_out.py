"""Each step that is only possible names the fact that would rule it out."""

import pytest

from keyroll.model.incident import RULED_OUT, Reason
from keyroll.report.incident import exposed_words
from keyroll.response.exposure.closure import reasons


def test_every_kind_of_step_has_a_fact_of_its_own() -> None:
    assert RULED_OUT.keys() == reasons().keys()
    assert len(set(RULED_OUT.values())) == len(RULED_OUT)


@pytest.mark.parametrize("kind", sorted(reasons()))
def test_a_possible_step_names_it_on_screens_and_a_certain_one_does_not(kind: str) -> None:
    possible, certain = Reason(kind, "a step", sure=False), Reason(kind, "a step")
    assert exposed_words(possible) == f"may have been exposed: a step; ruled out if {RULED_OUT[kind]}"
    assert exposed_words(certain) == "exposed: a step"
    assert certain.ruled_out_by == ""
