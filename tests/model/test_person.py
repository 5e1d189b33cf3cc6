"""One person's name has one stored form, whatever its spelling; a name that looks like another's is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import UsageError
from keyroll.model import person

NAMES = [
    "ann",
    "Zo\u00eb",
    "\u0418\u0432\u0430\u043d",
    "\u674e\u660e",
    "O'Brien",
    "ann@example.org",
    "\u30cf\u30ca ann",
]
REFUSED = {
    "0 characters": ["", "  "],
    "1 to 64": ["x" * (person.MOST_NAME + 1)],
    "shows nothing": ["ann\u200b", "an\u00adn", "\u2066ann"],
    "the mark U+0332": ["a\u0332nn"],
    "cannot be shown": ["\u0915" + 5 * "\u0901"],
    "it mixes letters of Cyrillic and Latin": ["\u0430nn"],
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_script_is_taken_and_found_again(name: str) -> None:
    assert person.named(name) == name
    assert person.named(f"  {name.upper()} ", [name]) == name
    assert not person.refused_name(name)


@pytest.mark.parametrize(("because", "names"), REFUSED.items(), ids=REFUSED)
def test_a_name_that_is_not_allowed_is_refused_with_its_reason(because: str, names: list[str]) -> None:
    for name in names:
        with pytest.raises(UsageError, match=because.replace("+", r"\+")) as refused:
            person.named(name)
        assert refused.value.hint
        assert person.refused_name(name) == str(refused.value)


@pytest.mark.parametrize(
    ("one", "other"), [("copa", "\u0441\u043e\u0440\u0430"), ("ann", "\u00e1nn"), ("paul", "pau1")]
)
def test_a_lookalike_of_a_known_person_is_refused(one: str, other: str) -> None:
    assert person.same(one, other)
    assert person.lookalikes(other, [one, "zoe"]) == [one]
    with pytest.raises(UsageError, match="looks like"):
        person.named(other, [one])


@given(st.text(max_size=80))
def test_the_forms_of_a_name_are_stable(name: str) -> None:
    assert person.normal(person.normal(name)) == person.normal(name)
    assert person.same(name, person.normal(name))
    assert person.skeleton(name) == person.skeleton(name.casefold())


@given(st.text(max_size=80))
def test_a_stored_name_is_allowed_and_stored_unchanged(name: str) -> None:
    try:
        stored = person.named(name)
    except UsageError:
        return
    assert person.named(stored) == stored
    assert person.named(name, [stored]) == stored
