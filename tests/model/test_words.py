"""Sources, identifiers, ids, truth: the small words that all rooms rely on."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import UsageError
from keyroll.model.identifier import Identifier
from keyroll.model.ids import digest
from keyroll.model.source import Source
from keyroll.model.truth import Answer, Truth

NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]*", fullmatch=True)
PROVIDERS = st.from_regex(r"[a-z][a-z0-9_]*", fullmatch=True)
TRUTHS = [Truth.yes(), Truth.no(), Truth.unknown("no log")]


@given(PROVIDERS, NAMES)
def test_a_source_reads_back_from_its_text(provider: str, name: str) -> None:
    assert Source.parse(str(Source(provider, name))) == Source(provider, name)


@pytest.mark.parametrize("text", ["", "@main", "Jira", "jira@", "jira main", "jira@-x", "jira:main"])
def test_what_is_no_source_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        Source.parse(text)
    assert "jira@prod" in caught.value.hint


@given(PROVIDERS, NAMES, PROVIDERS, st.text(min_size=1).filter(lambda text: "\x00" not in text))
def test_a_identifier_reads_back_from_its_text(provider: str, name: str, kind: str, value: str) -> None:
    identifier = Identifier.of(Source(provider, name), kind, value)
    assert Identifier.parse(identifier.text) == identifier


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_two_lists_of_parts_never_run_together(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)


def test_truth_follows_kleene() -> None:
    order = {Answer.NO: 0, Answer.UNKNOWN: 1, Answer.YES: 2}
    for a, b in itertools.product(TRUTHS, repeat=2):
        assert order[(a & b).answer] == min(order[a.answer], order[b.answer])
        assert order[(a | b).answer] == max(order[a.answer], order[b.answer])
        assert (~(a & b)).answer == (~a | ~b).answer


def test_unknown_needs_a_reason_and_truth_is_no_bool() -> None:
    with pytest.raises(ValueError, match="because"):
        Truth(Answer.UNKNOWN)
    with pytest.raises(TypeError):
        bool(Truth.yes())
