"""Directions: what a person writes down, with the place of what is wrong and never a value in the error."""

from datetime import timedelta
from pathlib import Path

import pytest

from keyroll.errors import ConfigError
from keyroll.rotation.directions import AccountWithSecret, read

GOOD = """\
["a@b:c:d"]
at = ["db:1/x"]
admin = "root=env:ROOT"
observe = "30s"
[["a@b:c:d".consumers]]
name = "web"
gets = "poll"
place = "file:/x"
longest_poll = "2h"
"""


def wrote(folder: Path, text: str) -> Path:
    place = folder / "rotation.toml"
    place.write_text(text)
    return place


def test_directions_are_read(tmp_path) -> None:
    found = read(wrote(tmp_path, GOOD))["a@b:c:d"]
    assert (found.admin, found.observe) == (AccountWithSecret("root", "env:ROOT"), timedelta(seconds=30))
    assert found.consumers[0].longest_poll == timedelta(hours=2)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('admin = "root=env:ROOT"', 'admin = "root=hunter2-value"', "as a reference"),
        ('admin = "root=env:ROOT"', 'admin = "hunter2-value"', "must be NAME=REFERENCE"),
        ('admin = "root=env:ROOT"', "", "admin and at are needed"),
        ('observe = "30s"', 'observe = "soon"', "observe is not a duration"),
        ('observe = "30s"', 'watch = "30s"', "the field 'watch' does not exist"),
        ('gets = "poll"', 'gets = "magic"', "name and gets are needed"),
        ('observe = "30s"', 'outage = "yes"', "must be true or false"),
        ("old = 1", "old = 1", "old must be text"),
    ],
)
def test_what_is_wrong_is_named_without_a_value(tmp_path, before: str, after: str, said: str) -> None:
    text = GOOD.replace(before, after) if before in GOOD else f'["a@b:c:d"]\n{after}\n'
    with pytest.raises(ConfigError, match=said) as refused:
        read(wrote(tmp_path, text))
    assert "hunter2" not in f"{refused.value} {refused.value.hint}"


def test_the_name_of_an_account_may_have_equals_signs() -> None:
    read_ = AccountWithSecret.read("cn=root,dc=example=file:/run/x=y", "admin")
    assert (read_.who, read_.reference) == ("cn=root,dc=example", "file:/run/x=y")
    assert AccountWithSecret.read("root=env:ROOT", "admin").who == "root"
