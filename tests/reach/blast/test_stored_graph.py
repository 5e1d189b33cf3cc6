"""The graph that a sync stores: questions read it, and it is the one that an evaluation gives."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from keyroll.api import Keyroll, reaching
from keyroll.api.reaching import FORMATS, Reach
from reach.aws.accounts import dump, role, statement, trust, user
from small_world import AWS, NOW, SmallWorld, key, key_id

TIMES = {"CreateDate": "2020-01-01T00:00:00Z", "Path": "/", "UserId": "AIDA", "RoleId": "AROA"}
ADMINS = ("arn:aws:iam::aws:policy/AdministratorAccess",)


def world(path: Path, *statements: Any, attached: tuple[str, ...] = ()) -> SmallWorld:
    made = SmallWorld(path)
    made.keys("10-20", key("ONE", "ann"))
    granted = user("ann", *statements, attached=attached) | TIMES
    power = role("power", trust(Service="lambda.amazonaws.com"), attached=ADMINS) | TIMES
    page = dump(users=[granted], roles=[power]) | {"IsTruncated": False}
    made.survey(AWS, "10-20", "account_authorization_details", page)
    made.sync()
    return made


def asked(made: SmallWorld, days: int = 0) -> Reach:
    return Reach.of(Keyroll.open(made.path / "home", now=NOW + timedelta(days=days), create=False).home)


def refuse(*_: object) -> None:
    raise AssertionError("the account was evaluated again")


def test_a_question_after_a_sync_reads_the_graph_that_the_sync_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    passed = statement("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction")
    made = world(tmp_path, passed, attached=("arn:aws:iam::123456789012:policy/gone",))
    with monkeypatch.context() as patch:
        patch.setattr(reaching, "evaluate", refuse)
        kept = asked(made, days=400)
    with monkeypatch.context() as patch:
        patch.setattr(reaching, "take_graph", lambda *_: False)
        again = asked(made)
    assert len(again.graph.details) > 5
    for form in ("csv", "opengraph"):
        assert FORMATS[form](kept.graph) == FORMATS[form](again.graph)
    assert (kept.faults, kept.notes, kept.graph.names) == (again.faults, again.notes, again.graph.names)
    assert [one.node for one in kept.protected] == [one.node for one in again.protected]


def test_a_policy_that_depends_on_the_time_is_evaluated_at_the_time_of_the_question(tmp_path: Path):
    until = statement("*", Condition={"DateLessThan": {"aws:CurrentTime": "2023-12-01T00:00:00Z"}})
    made = world(tmp_path, until)
    everything = f"{AWS}:administration"
    found = []
    for days in (0, 30):
        graph = asked(made, days)
        falls = graph.falls(key_id("ONE"))
        sure = dict(zip((graph.graph.ids[one] for one in falls.nodes.tolist()), falls.certain.tolist(), strict=True))
        found.append(sure.get(everything))
    assert found[0] is True
    assert found[1] is not True


def test_a_sync_of_a_changed_policy_changes_the_answer(tmp_path: Path):
    made = world(tmp_path, statement("s3:ListBucket"))
    before = asked(made).graph.edges
    page = dump(users=[user("ann", attached=ADMINS) | TIMES]) | {"IsTruncated": False}
    made.survey(AWS, "10-21", "account_authorization_details", page)
    made.sync()
    assert asked(made).graph.edges != before
    assert any(kind == "administers" for kind in asked(made).graph.kinds)
