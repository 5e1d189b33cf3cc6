"""Who is who against a known truth, and what people see of it."""

import importlib.util
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from keyroll.api import Keyroll
from keyroll.inventory import tables
from keyroll.inventory.published import open_inventory
from keyroll.inventory.suggestions import SHARED_BY
from keyroll.model.identifier import Identifier
from keyroll.model.observation import credential
from keyroll.model.source import Source
from keyroll.store.ledger.lease import this_process
from small_world import JIRA, NOW, SmallWorld, account, key, key_id, token

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The benchmark, whose estates have a truth."""
    place = Path(__file__).parents[2] / "bench" / "inventory_truth.py"
    spec = importlib.util.spec_from_file_location("inventory_truth", place)
    assert spec is not None and spec.loader is not None  # noqa: PT018
    module = importlib.util.module_from_spec(spec)
    sys.modules["inventory_truth"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.long
def test_the_inventory_finds_the_truth_of_a_small_estate(bench: ModuleType):
    score = bench.measure(100, 4)
    assert score.truth > 20
    assert score.both >= 0.99 * score.joined
    assert score.both >= 0.99 * score.truth
    assert (score.merges, score.silent, score.unmended, score.aliases_left) == (4, 0, 0, 0)
    assert score.reissued == (4, 4)
    assert score.hinted == (4, 4)


# A wrong merge of an identifier that is nobody's id yet, and its end --------------------------------------------------

OKTA = Source.parse("okta@main")
ONE, TWO = (Identifier.of(OKTA, "api_token", name) for name in ("one", "two"))
LOGIN = Identifier.login("sso.a.example", "ci")


def publish(home_of: Keyroll) -> None:
    with home_of.home.ledger.hold(this_process("test")) as ledger:
        tables.publish(home_of.home, ledger)


def test_a_split_after_a_wrong_merge_loses_nothing(bench: ModuleType, tmp_path: Path):
    """A login had sights of its own; a row gave it to a token by mistake; then the list gives it to another one."""
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    home, endpoint = keyroll.home, "api_tokens"

    def week(number: int, *told: object) -> None:
        with home.session() as session:
            bench.arrive(session, home, [(number, OKTA, endpoint, one) for one in told], f"{number}")
        publish(keyroll)

    week(0, credential(LOGIN, "api_token", name="ci"), credential(ONE, "api_token"))
    week(1, credential(ONE, "api_token", identifiers=[LOGIN]))
    (alias,) = home.ledger.aliases()
    assert (alias.old, alias.new) == (LOGIN.text, ONE.text)
    week(2, credential(ONE, "api_token"), credential(TWO, "api_token", identifiers=[LOGIN]))
    assert home.ledger.aliases() == ()
    with closing(sqlite3.connect(home.path / "ledger.sqlite")) as ledger:
        (row,) = ledger.execute("SELECT old, new, cause, undone_because FROM aliases").fetchall()
    assert row == (alias.old, alias.new, alias.cause, f"{LOGIN.text} was given to another one after 2026-09-14")
    with home.session() as session:
        open_inventory(session, home)
        history = {str(one): many for one, many in session.tuples("SELECT id, count(*) FROM states GROUP BY id")}
        ids = {str(one): two for one, two in session.tuples("SELECT identifier, id FROM identifiers")}
    # Every sight is there, each with whom it speaks of by today's knowledge.
    assert sum([int(str(one)) for one in history.values()]) == 5
    assert ids == {ONE.text: ONE.text, TWO.text: TWO.text, LOGIN.text: TWO.text}
    assert history == {ONE.text: 3, TWO.text: 2}


# Ids and names that were another one's ----------------------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    return SmallWorld(tmp_path)


def test_an_id_that_was_issued_anew_says_so(world: SmallWorld):
    world.keys("10-13", key("ONE", "bob", created="2020-01-01T00:00:00Z"), key("TWO", "ann"))
    world.keys("10-27", key("ONE", "zoe", created="2023-10-20T00:00:00Z"), key("TWO", "ann"))
    world.sync()
    found = world.credentials()
    one = found[key_id("ONE")]
    assert (one["reissued"], one["created"]) == ("yes", datetime(2023, 10, 20, tzinfo=UTC))
    assert "2020-01-01" in str(one["reissued_because"])
    assert (found[key_id("TWO")]["reissued"], found[key_id("TWO")]["reissued_because"]) == ("no", None)


def test_an_account_that_was_missing_and_came_back_may_be_another_one(world: SmallWorld):
    world.jira("10-13", account("svc"), account("kept"))
    world.jira("10-20", account("kept"))
    world.jira("10-27", account("svc"), account("kept"))
    world.sync()
    found = world.credentials()
    assert (found[f"{JIRA}:account:svc"]["reissued"], found[f"{JIRA}:account:kept"]["reissued"]) == ("unknown", "no")
    assert "missing in complete reads of users" in str(found[f"{JIRA}:account:svc"]["reissued_because"])


def test_an_ambiguous_credential_names_the_others(world: SmallWorld):
    world.jira("10-20", account("svc"))
    world.jira("10-20", account("svc"), source="jira@other")
    world.sync()
    row = world.credentials()[f"{JIRA}:account:svc"]
    assert (row["ambiguous"], row["ambiguous_because"]) == (True, "identifiers are shared with jira@other:account:svc")


# What is weak suggests --------------------------------------------------------------------------------------------


def test_equal_names_of_two_systems_suggest_and_join_nothing(world: SmallWorld):
    world.tokens("10-20", token("bot"), token("other", name="bot"))
    world.survey("okta@main", "10-20", "api_tokens", [
        {"id": "00Tx", "name": "Bot", "userId": "00uann", "tokenWindow": "P30D", "created": "2023-01-01T00:00:00Z"}
    ])  # fmt: skip
    listed = world.sync().inventory.listed("suggestions").rows
    said = {(row["a"], row["b"]): row["because"] for row in listed}
    tokens = [f"cloudflare@main:access_service_token:id-{name}" for name in ("bot", "other")]
    # The two of one list are two.
    assert said == {
        (one, "okta@main:api_token:00Tx"): "same name bot in cloudflare@main and okta@main" for one in tokens
    }
    assert len(world.credentials()) == 3


def test_what_many_share_suggests_nothing_and_says_so(world: SmallWorld):
    world.tokens("10-20", *(token(f"t{number}", name="ci") for number in range(SHARED_BY + 1)))
    (row,) = world.sync().inventory.listed("suggestions").rows
    assert (row["a"], row["b"]) == ("name:ci", None)
    assert row["because"] == f"same name ci: {SHARED_BY + 1} share it, so it suggests nothing"
