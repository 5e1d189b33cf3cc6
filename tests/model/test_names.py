"""Names that people give have one rule, and every name is either taken as it is or refused with what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import UsageError
from keyroll.model.names import LENGTH, checked

REFUSED = {
    "empty": ["", " ", "\t\n"],
    f"more than {LENGTH} characters": ["x" * (LENGTH + 1)],
    "control or invisible": ["\x00", "a\x1b[2J", "a\u200bb", "a\nb", "\udcff"],
    "path separator": ["../../tmp/x", "..", ".", "a..b", "a/b", "a\\b", "/etc/passwd"],
    "begins": [" a", "a ", "-rf"],
}
TAKEN = ["breach", "okta-2023-10", "Okta 2023 (support)", "Störung bei Müller", "事故-7", "x" * LENGTH, "=1+1", "v1.2"]


@pytest.mark.parametrize(("because", "names"), REFUSED.items(), ids=REFUSED)
def test_a_name_that_breaks_the_rule_is_refused(because: str, names: list[str]) -> None:
    for name in names:
        with pytest.raises(UsageError, match=because) as refused:
            checked(name, "an incident")
        assert refused.value.hint
        assert str(refused.value).isprintable()


@pytest.mark.parametrize("name", TAKEN)
def test_a_name_that_follows_the_rule_is_taken(name: str) -> None:
    assert checked(name, "an incident") == name


@given(st.text())
def test_a_name_that_is_taken_stays_in_one_folder_and_one_line(name: str) -> None:
    try:
        taken = checked(name, "a view")
    except UsageError:
        return
    assert taken == name
    assert not set(taken) & set("/\\\n\r\0")
    assert taken not in ("", ".", "..")
