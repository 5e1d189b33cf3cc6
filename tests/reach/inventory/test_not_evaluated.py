"""A source that was not evaluated: every surface that shows reach has an empty value and the reason, and no zero."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keyroll.api import Keyroll
from keyroll.api.reporting import HomeFacts
from keyroll.cli.root import root
from keyroll.errors import OK, PARTIAL
from keyroll.intake import limits
from keyroll.model.truth import Answer
from keyroll.reach.aws import steps
from keyroll.report.item_reach import item_reach
from keyroll.report.listing.reading import reading
from reach.aws.accounts import dump, role, statement, trust, user
from small_world import AWS, NOW, SmallWorld, app, key, key_id

TIMES = {"CreateDate": "2020-01-01T00:00:00Z", "Path": "/", "UserId": "AIDA", "RoleId": "AROA"}
ADMINS = ("arn:aws:iam::aws:policy/AdministratorAccess",)
EVERYTHING = f"{AWS}:administration"
PAGE = dump(
    users=[user("ann", statement("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction")) | TIMES,
           user("bob", statement("s3:ListBucket")) | TIMES],
    roles=[role("power", trust(Service="lambda.amazonaws.com"), attached=ADMINS) | TIMES],
) | {"IsTruncated": False}  # fmt: skip
#: Each way in which an account is not evaluated: what makes it so before the sync, and what the reason has.
Limit = Callable[[pytest.MonkeyPatch, SmallWorld], None]


def few_steps(patch: pytest.MonkeyPatch, world: SmallWorld) -> None:
    patch.setattr(steps, "MOST_STEPS", 0)


def cut_off(patch: pytest.MonkeyPatch, world: SmallWorld) -> None:
    (file,) = world.exports.rglob("account_authorization_details.json")
    file.write_text(json.dumps(PAGE)[:-20])


def long_element(patch: pytest.MonkeyPatch, world: SmallWorld) -> None:
    patch.setattr(limits, "PART", 600)
    patch.setattr(limits, "RECORD", 100)


LIMITS = {few_steps: "more than 0 steps", cut_off: "does not end", long_element: "an element of more than"}


@pytest.fixture(params=LIMITS, ids=lambda one: one.__name__)
def world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallWorld:
    made = SmallWorld(tmp_path)
    made.keys("10-20", key("ONE", "ann"), key("TWO", "bob"))
    made.survey(AWS, "10-20", "account_authorization_details", PAGE)
    made.apps("10-20", app("one", access_key="ONE"))
    request.param(monkeypatch, made)
    made.sync()
    return made


@pytest.fixture
def reason(request: pytest.FixtureRequest) -> str:
    return LIMITS[request.node.callspec.params["world"]]


def run(world: SmallWorld, *arguments: str) -> Result:
    arguments = (*arguments, "--home", str(world.path / "home"), "--now", NOW.isoformat())
    return CliRunner().invoke(root, arguments, standalone_mode=False, catch_exceptions=False)


def asked(world: SmallWorld, *arguments: str, code: int = PARTIAL) -> Result:
    done = run(world, "reach", *arguments)
    assert done.return_value == code, done.output
    return done


def test_no_surface_shows_a_zero_for_an_account_that_was_not_evaluated(world: SmallWorld, reason: str):
    keyroll = Keyroll.open(world.path / "home", now=NOW)
    rows = {str(one["id"]): one for one in keyroll.inventory.listed("credentials", where="provider = 'aws'").rows}
    counts = ("reaches_protected", "reaches_protected_possible", "reaches_credentials", "reaches_credentials_possible")
    for name in ("ONE", "TWO"):
        row = rows[key_id(name)]
        assert [row[one] for one in counts] == [None] * 4
        assert row["reaches"] == "not computed"
        assert reason in str(row["reaches_because"])
    listed = run(world, "list", "credentials", "--format", "csv").stdout
    assert reason in listed
    (vendor,) = keyroll.inventory.listed("vendors", where="vendor = 'Okta'").rows
    assert reason in str(vendor["reaches_because"])
    assert "unknown: " in run(world, "show", key_id("TWO")).stdout.partition("reaches")[2].partition("\n")[0]
    about = f"check_id = 'reaches_protected' AND subject = '{key_id('TWO')}'"
    (answer,) = keyroll.inventory.listed("posture", where=about).rows
    assert answer["answer"] == "unknown"
    assert reason in str(answer["because"])


def test_each_question_is_answered_as_possible_with_the_reason(world: SmallWorld, reason: str):
    falls = asked(world, key_id("TWO"))
    assert reason in falls.stderr
    assert "possibly: it grants and revokes permissions" in falls.stdout
    rows = [json.loads(one) for one in asked(world, "--to", EVERYTHING, "--json").stdout.splitlines()]
    assert {one["id"]: one["certain"] for one in rows if one["id"].startswith("aws@*")} == {
        key_id("ONE"): False, key_id("TWO"): False,
    }  # fmt: skip
    (path,) = [json.loads(one) for one in asked(world, key_id("TWO"), EVERYTHING, "--json").stdout.splitlines()]
    assert reason in path["steps"][-1]["unknown_because"]
    assert "entries, possible" in asked(world, "--bypass").stdout
    assert "nothing to close" not in asked(world, "--cut").stdout
    assert reason in asked(world, "--format", "csv").stdout


def test_what_rests_on_reach_has_the_reason(world: SmallWorld, reason: str):
    keyroll = Keyroll.open(world.path / "home", now=NOW)
    facts = HomeFacts(keyroll.reports).reach([key_id("TWO")])
    assert any(reason in one for one in facts.beyond)
    assert [sure for _, sure in facts.protected] == [False]
    with reading(keyroll.home) as session:
        item = item_reach(session, [key_id("TWO")])[key_id("TWO")]
    assert item.truth.answer is Answer.UNKNOWN
    assert item.words.startswith("unknown: ")
    assert reason in item.words


def test_an_account_that_was_evaluated_has_counts(tmp_path: Path):
    world = SmallWorld(tmp_path)
    world.keys("10-20", key("ONE", "ann"), key("TWO", "bob"))
    world.survey(AWS, "10-20", "account_authorization_details", PAGE)
    rows = {str(one["id"]): one for one in world.sync().inventory.listed("credentials").rows}
    assert (rows[key_id("ONE")]["reaches_protected"], rows[key_id("TWO")]["reaches_protected"]) == (3, 0)
    assert run(world, "reach", key_id("TWO")).return_value == OK


def test_a_principal_is_an_entry_where_no_credential_of_its_source_was_listed(tmp_path: Path):
    world = SmallWorld(tmp_path)
    world.survey(AWS, "10-20", "account_authorization_details", PAGE)
    world.sync()
    done = asked(world, "--bypass")
    assert f"no credential of {AWS} is known" in done.stderr
    assert "no known path" not in done.stdout.partition("\n\n")[0]
    assert "for example ann" in done.stdout


def test_a_newer_dump_that_was_refused_is_told_where_an_older_one_is_evaluated(tmp_path: Path):
    world = SmallWorld(tmp_path)
    world.keys("10-20", key("ONE", "ann"), key("TWO", "bob"), key("NEW", "new"))
    world.survey(AWS, "10-20", "account_authorization_details", PAGE)
    world.survey(AWS, "10-21", "account_authorization_details", PAGE)
    (file,) = world.exports.rglob("2023-10-21/account_authorization_details.json")
    file.write_text(json.dumps(PAGE)[:-20])
    world.sync()
    assert "was not read completely: not JSON: it does not end" in asked(world, key_id("TWO")).stderr
    rows = Keyroll.open(tmp_path / "home", now=NOW).inventory.listed("credentials").rows
    assert {str(one["id"]): one["reaches_protected"] for one in rows} == {
        key_id("ONE"): 3, key_id("TWO"): 0, key_id("NEW"): 0,
    }  # fmt: skip
    assert all("was not read completely" in str(one["reaches_because"]) for one in rows)


def test_a_long_dump_is_read_in_parts_with_the_same_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    found = []
    for part in (limits.PART, 600):
        monkeypatch.setattr(limits, "PART", part)
        monkeypatch.setattr(limits, "OBJECTS", 100 * part)
        world = SmallWorld(tmp_path / str(part))
        world.keys("10-20", key("ONE", "ann"), key("TWO", "bob"))
        names = [f"more-{at}" for at in range(20)]
        more = [user(one, statement("s3:ListBucket")) | TIMES for one in names]
        page = PAGE | {"UserDetailList": [*PAGE["UserDetailList"], *more]}
        world.survey(AWS, "10-20", "account_authorization_details", page)
        keyroll = world.sync()
        graph = asked(world, "--format", "csv", code=OK).stdout
        found.append((keyroll.inventory.listed("credentials").rows, keyroll.inventory.listed("grants").rows, graph))
    assert found[0] == found[1]
    assert found[0][2].count("more-") >= 20
