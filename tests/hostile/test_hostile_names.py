"""Names that people give have one rule, checked before anything is written; a stored one that breaks it is still shown.

First: ``incident open ../../tmp/x`` and names with a control character were taken.
"""

from pathlib import Path

import pytest
from bomb_corpus import GOOD, lay
from hostile_home import INCIDENT, SEQUENCES
from hostile_runs import clean, run

from keyroll.api import Keyroll
from keyroll.errors import UsageError
from keyroll.model.names import checked

pytestmark = pytest.mark.hostile
REFUSED = [f"a{text}" for name, text in SEQUENCES.items() if name not in ("markup", "formula")]


@pytest.mark.parametrize("name", REFUSED, ids=lambda name: repr(name)[:40])
def test_a_name_that_breaks_the_rule_is_refused(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        checked(name, "an incident")
    assert refused.value.hint
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("name", ["../../tmp/x", "..", "a\x1b[2J", "a\u200bb"])
def test_no_command_writes_under_such_a_name(name: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    Keyroll.open(home)
    window = ("--vendor", "Okta", "--from", "2023-10-01", "--to", "2023-10-18")
    for words in (
        ("incident", "open", name, *window),
        ("incident", "open", name, "--planned", "--credential", "aws@*:access_key_id:AKIA1", "--because", "x"),
        ("rotate", "plan", "*", "--name", name, "--key", "file:none"),
    ):
        done = clean(run(*words, home=home))
        assert done.code == 2, (words, done.err)
        assert "is not a name for" in done.err
    assert not Keyroll.open(home).incidents.names()
    with pytest.raises(UsageError, match="is not a name for a view"):
        Keyroll.open(home).decisions.save_view(name, "owner:none", "", by="ann")


def test_a_stored_name_that_breaks_the_rule_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    lay(tmp_path / "in", GOOD)
    Keyroll.open(home).exports.sync(tmp_path / "in")
    name = f"../{INCIDENT}"
    with monkeypatch.context() as earlier:
        earlier.setattr("keyroll.api.incidents.checked", lambda name, _: name)
        run("incident", "open", name, "--vendor", "Okta", "--from", "2023-10-01", "--to", "2023-10-18", home=home)
    assert name in clean(run("incident", "list", home=home)).out
    assert name in clean(run("incident", "status", name, home=home)).out
