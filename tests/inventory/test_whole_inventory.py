"""The inventory of small companies: what is one credential, who it belongs to, whether it is there and used."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from keyroll.api import Keyroll
from keyroll.intake.folder_contents import FoundSurvey
from keyroll.intake.surveys import read_survey
from keyroll.intake.takeover import CompleteReads
from keyroll.inventory import tables
from keyroll.inventory.tables import fold, publish
from keyroll.model.identifier import Identifier
from keyroll.model.observation import Observation, credential
from keyroll.model.source import Source
from keyroll.providers.catalogue import endpoints
from keyroll.providers.contracts.survey import SurveyPage
from keyroll.store.ledger.lease import this_process
from small_world import (
    AWS,
    JIRA,
    LONG_AGO,
    NOW,
    SmallWorld,
    account,
    app,
    at,
    call,
    iso,
    jira_line,
    key,
    key_id,
    person,
    report,
    sheet_event,
    token,
    wiki_line,
)

pytestmark = pytest.mark.long

SVC = f"{JIRA}:account:svc"


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    return SmallWorld(tmp_path)


# One credential or several -------------------------------------------------------------------------------------


def test_a_key_and_its_row_of_the_report_are_one(world: SmallWorld):
    world.keys("10-20", key("ONE", "bob"))
    world.table(AWS, "10-20", "credential_report", [report("bob", used=iso("10-19"))])
    world.sync()
    (row,) = world.credentials().values()
    assert row["id"] == key_id("ONE")
    assert row["last_used"] == at("10-19", "12:00")
    assert not row["ambiguous"]
    assert world.ids()[f"{AWS}:access_key_slot:bob/{LONG_AGO}"] == key_id("ONE")


def test_a_token_goes_by_its_id_and_its_client_id(world: SmallWorld):
    world.tokens("10-20", token("bot"))
    world.sync()
    assert list(world.credentials()) == ["cloudflare@main:access_service_token:id-bot"]
    assert world.ids()["cloudflare@*:access_client_id:bot.access"] == "cloudflare@main:access_service_token:id-bot"


def test_equal_names_join_nothing(world: SmallWorld):
    world.tokens("10-20", token("bot"), token("other", name="bot"))
    world.keys("10-20", key("ONE", "bot"), key("TWO", "bot", created="2021-01-01T00:00:00Z"))
    world.jira("10-20", account("bot"))
    world.sync()
    assert len(world.credentials()) == 5


def test_weak_identifiers_join_nothing(world: SmallWorld):
    """Two credentials whose list gives the same last four characters."""

    def read(page: SurveyPage) -> Iterator[Observation]:
        weak = Identifier.of(page.source, "last_four", "9F2C", strong=False)
        for name in ("1", "2"):
            yield credential(Identifier.of(page.source, "api_token", name), "api_token", identifiers=(weak,))

    world.path.joinpath("page.json").write_text("[]")
    home = Keyroll.open(world.path / "home", now=NOW).home
    raw = home.raw.keep(world.path / "page.json")
    listing = replace(endpoints("okta")["api_tokens"], read=read)
    found = FoundSurvey(Source("okta"), listing, at("10-20"), ((world.path / "page.json", "page.json"),))
    with home.session() as session:
        assert (
            sum(
                [
                    one.new
                    for one in read_survey(
                        session, home.lake, found, [raw], NOW, lambda _: lambda _bad: None, CompleteReads()
                    )
                ]
            )
            == 3
        )
        fold(session, home)
        assert session.tuples("SELECT identifier, id, ambiguous FROM identifiers ORDER BY 1") == [
            (f"okta@main:api_token:{name}", f"okta@main:api_token:{name}", False) for name in ("1", "2")
        ]


def test_two_issuer_identifiers_in_one_cluster_are_split_and_marked(world: SmallWorld):
    """Two keys that one user made in the same second share their place in the report."""
    world.keys("10-20", key("ONE", "bob"), key("TWO", "bob"), key("SIX", "ann"))
    world.table(AWS, "10-20", "credential_report", [report("bob")])
    world.sync()
    found = world.credentials()
    assert {one: row["ambiguous"] for one, row in found.items()} == {
        key_id("ONE"): True,
        key_id("TWO"): True,
        key_id("SIX"): False,
    }
    assert world.ids()[key_id("TWO")] == key_id("TWO")


def test_a_copy_under_a_shared_identifier_may_be_that_of_each(world: SmallWorld):
    """Two Jira sources on one host: the app that stores the login does not say which."""
    world.jira("10-20", account("svc"))
    world.jira("10-20", account("svc"), source="jira@other")
    world.apps("10-20", app("jira", login="svc"))
    world.sync()
    held = {row["id"] for row in world.query("SELECT id FROM locations")}
    assert held == {SVC, "jira@other:account:svc"}


def test_an_account_of_confluence_is_that_of_jira(world: SmallWorld):
    world.jira("10-20", account("svc"))
    world.log("confluence@main", "access", wiki_line("svc", at("10-21", "12:00")), ending="log")
    world.log("confluence@other", "access", wiki_line("svc", at("10-22", "12:00")), ending="log")
    world.sync()
    found = world.credentials()
    assert list(found) == [SVC]
    assert found[SVC]["last_used"] == at("10-21", "12:00")
    assert world.ids()["confluence@main:account:svc"] == SVC
    assert world.ids()["confluence@other:account:svc"] != SVC


def test_what_no_vendor_lists_is_inferred_from_use(world: SmallWorld):
    world.log(
        "smartsheet@main", "events", sheet_event("ci", iso("10-20"), "1"), sheet_event("ci", iso("10-22"), "2")
    )  # fmt: skip
    world.sync()
    (row,) = world.credentials().values()
    assert row["id"] == "smartsheet@main:access_token:11/ci"
    assert (row["inferred"], row["state"], row["uses"]) == (True, "active", 2)
    assert "no call that lists" in str(row["state_because"])
    assert (row["first_used"], row["last_used"]) == (at("10-20", "12:00"), at("10-22", "12:00"))


def test_what_is_used_and_in_no_list_says_so(world: SmallWorld):
    world.keys("10-20", key("ONE"))
    world.trail(call("GetObject", iso("10-19"), "SHADOW", "1"))
    world.sync()
    row = world.credentials()[key_id("SHADOW")]
    assert row["inferred"]
    assert row["state_because"] == "in use, but in no list of its issuer"


def test_refused_use_alone_puts_nothing_on_the_roll(world: SmallWorld):
    world.trail(call("GetObject", iso("10-19"), "GUESSED", "1", error="AccessDenied"))
    world.keys("10-20", key("ONE"))
    world.sync()
    assert list(world.credentials()) == [key_id("ONE")]


# People and machines -------------------------------------------------------------------------------------------


def kinds(world: SmallWorld) -> dict[str, str]:
    return {str(row["principal"]): str(row["kind"]) for row in world.query("SELECT * FROM principals")}


def test_an_account_with_the_mail_of_a_person_is_no_machine_credential(world: SmallWorld):
    world.people("10-20", person("ann"))
    world.jira("10-20", account("ann", mail="Ann@A.example"), account("svc"))
    world.sync()
    assert list(world.credentials()) == [SVC]
    assert kinds(world)[f"{JIRA}:account:ann"] == "human"
    assert kinds(world)[SVC] == "nonhuman"


def test_without_a_complete_directory_nobody_is_called_a_machine(world: SmallWorld):
    """Such an account stays in the inventory, for it may be one; what it is remains unknown, and says why."""
    world.people("10-20", person("ann"), whole=False)
    world.jira("10-20", account("ann", mail="ann@a.example"), account("svc"))
    world.sync()
    assert list(world.credentials()) == [SVC]
    (row,) = world.query(f"SELECT kind, kind_because FROM principals WHERE principal = '{SVC}'")
    assert row == {"kind": "unknown", "kind_because": "no directory was read completely"}


def test_a_later_complete_directory_tells_people_from_machines(world: SmallWorld):
    world.jira("10-20", account("ann", mail="ann@a.example"), account("svc"))
    world.jira("10-27", account("ann", mail="ann@a.example"), account("svc"))
    world.people("10-27", person("ann"))
    world.sync()
    assert list(world.credentials()) == [SVC]
    known = world.query(f"SELECT known_from, kind FROM principal_kinds WHERE principal = '{SVC}' ORDER BY known_from")
    assert [row["kind"] for row in known] == ["unknown", "nonhuman"]


def test_the_word_of_a_source_counts_before_what_is_concluded(world: SmallWorld):
    """The report says that bob signs in with a password; the list of users says nothing of him."""
    world.people("10-20", person("ann"))
    details = {"UserDetailList": [{"UserName": "bob", "CreateDate": LONG_AGO, "GroupList": []}]}
    empty = {"RoleDetailList": [], "GroupDetailList": [], "IsTruncated": False}
    world.survey(AWS, "10-20", "account_authorization_details", details | empty)
    world.table(AWS, "10-20", "credential_report", [report("bob", password=True)])
    world.sync()
    assert kinds(world)[f"{AWS}:user:bob"] == "human"
    assert len(world.query(f"SELECT * FROM principal_kinds WHERE principal = '{AWS}:user:bob'")) == 1


def test_a_service_user_of_the_directory_is_no_person(world: SmallWorld):
    world.people("10-20", person("svc", service=True))
    world.jira("10-20", account("svc", mail="svc@a.example"))
    world.sync()
    assert list(world.credentials()) == [SVC]


# There or gone -------------------------------------------------------------------------------------------------


def test_gone_only_by_a_complete_read(world: SmallWorld):
    world.keys("10-13", key("ONE"), key("TWO"))
    world.keys("10-20", key("TWO"), whole=False)
    world.sync()
    row = world.credentials()[key_id("ONE")]
    assert (row["state"], row["gone_since"]) == ("active", None)
    assert row["state_because"] == "not seen since 2023-10-13; later reads were partial"
    world.keys("10-27", key("TWO"))
    world.sync()
    row = world.credentials()[key_id("ONE")]
    assert (row["state"], row["gone_since"]) == ("destroyed", at("10-27"))
    assert world.credentials()[key_id("TWO")]["state"] == "active"


def test_another_source_says_nothing_about_absence(world: SmallWorld):
    world.keys("10-13", key("ONE"))
    world.keys("10-20", key("TWO"), source="aws@999999999999")
    world.sync()
    assert world.credentials()[key_id("ONE")]["state"] == "active"


def test_a_list_that_was_cut_and_read_anew_is_complete(world: SmallWorld):
    world.keys("10-13", key("ONE"))
    world.keys("10-20", key("TWO"), whole=False)
    world.sync()
    world.keys("10-20", key("TWO"))
    world.sync()
    assert world.credentials()[key_id("ONE")]["gone_since"] == at("10-20")


def test_the_list_counts_before_the_report_of_the_same_day(world: SmallWorld):
    """The report may be hours older than its name says."""
    world.keys("10-20", key("ONE", "bob", active=False))
    world.table(AWS, "10-20", "credential_report", [report("bob", active=True)])
    world.sync()
    assert world.credentials()[key_id("ONE")]["state"] == "suspended"


# Owners --------------------------------------------------------------------------------------------------------


def test_where_an_owner_comes_from(world: SmallWorld):
    details = {
        "UserDetailList": [
            {
                "UserName": "bob",
                "CreateDate": LONG_AGO,
                "GroupList": [],
                "Tags": [{"Key": "owner", "Value": "team-pay"}],
            }
        ],
        "RoleDetailList": [],
        "GroupDetailList": [],
        "IsTruncated": False,
    }
    world.survey(AWS, "10-20", "account_authorization_details", details)
    world.keys("10-20", key("ONE", "bob"), key("TWO", "zoe"))
    world.tokens("10-20", token("bot"), token("lone"))
    world.people("10-20", person("ann"))
    tokens = [{"id": "00Tx", "name": "script", "userId": "00uann", "tokenWindow": "P30D", "created": LONG_AGO}]
    world.survey("okta@main", "10-20", "api_tokens", tokens)
    world.register("10-20", {"vendor": "Okta", "system": "cloudflare", "credential": "Bot", "owner": "team-net"})
    world.sync()
    found = {one: (row["owner"], row["owner_from"]) for one, row in world.credentials().items()}
    assert found == {
        key_id("ONE"): ("team-pay", "tag"),
        key_id("TWO"): (None, None),
        "cloudflare@main:access_service_token:id-bot": ("team-net", "register"),
        "cloudflare@main:access_service_token:id-lone": (None, None),
        "okta@main:api_token:00Tx": ("ann@a.example", "principal"),
    }


@pytest.mark.parametrize("left", ["deactivated", "no longer listed"])
def test_an_owner_who_left(world: SmallWorld, left: str):
    world.tokens("10-20", token("bot"), token("kept"))
    world.register(
        "10-20",
        {"vendor": "Okta", "system": "cloudflare", "credential": "bot", "owner": "Ann@a.example"},
        {"vendor": "Okta", "system": "cloudflare", "credential": "kept", "owner": "joe@a.example"},
    )
    world.people("10-20", person("ann"), person("joe"))
    world.sync()
    assert not any(row["owner_left"] for row in world.credentials().values())
    still = [person("joe")] if left == "no longer listed" else [person("joe"), person("ann", status="DEPROVISIONED")]
    world.people("10-27", *still)
    world.sync()
    found = {str(row["name"]): row["owner_left"] for row in world.credentials().values()}
    assert found == {"bot": True, "kept": False}


def test_several_vendors_may_be_registered_for_one_credential(world: SmallWorld):
    world.tokens("10-20", token("bot"))
    for_bot = {"system": "cloudflare", "credential": "bot"}
    world.register(
        "10-20", {"vendor": "Okta", "note": "b"} | for_bot, {"vendor": "Aha", "note": "a"} | for_bot
    )  # fmt: skip
    world.sync()
    (row,) = world.credentials().values()
    assert (row["registered_holder"], row["note"]) == ("Aha, Okta", "a; b")
    held = world.query("SELECT DISTINCT holder, id FROM registrations ORDER BY holder")
    assert [one["holder"] for one in held] == ["Aha", "Okta"]
    assert {one["id"] for one in held} == {row["id"]}


def test_a_registered_name_that_fits_two_credentials_joins_neither(world: SmallWorld):
    world.tokens("10-20", token("bot"), token("other", name="bot"))
    world.register("10-20", {"vendor": "Okta", "system": "cloudflare", "credential": "bot", "owner": "team-net"})
    world.sync()
    assert [row["owner"] for row in world.credentials().values()] == [None, None]


# Use -----------------------------------------------------------------------------------------------------------


def test_last_use_with_the_window_behind_it(world: SmallWorld):
    world.keys("10-20", key("ONE"), key("IDLE"))
    world.tokens("10-20", token("bot"))
    world.trail(
        call("GetObject", iso("10-01"), "ONE", "1"),
        call("GetObject", iso("10-09"), "ONE", "2"),
        call("GetObject", iso("10-11"), "ONE", "3", error="AccessDenied"),
    )
    world.sync()
    found = world.credentials()
    used, idle = found[key_id("ONE")], found[key_id("IDLE")]
    assert (used["last_used"], used["uses"], used["refusals"]) == (at("10-09", "12:00"), 2, 1)
    # Unused, as far as the log goes: from when to when is said.
    assert (idle["last_used"], idle["uses"], idle["unused"]) == (None, 0, "unknown")
    assert idle["unused_because"] == "aws.cloudtrail ends on 2023-10-11"
    assert (idle["log_begins"], idle["log_ends"]) == (at("10-01", "12:00"), at("10-11", "12:00"))
    unknown = found["cloudflare@main:access_service_token:id-bot"]
    assert (unknown["unused"], unknown["unused_because"]) == ("unknown", "no log that is here shows its use")


def test_implausible_times_are_no_use_and_no_act(world: SmallWorld):
    world.keys("10-20", key("ONE"))
    gone = {"userName": "user-ONE", "accessKeyId": "AKIAONE"}
    world.trail(
        call("GetObject", "1970-01-01T00:00:00Z", "ONE", "1"),
        call("DeleteAccessKey", "2099-01-01T00:00:00Z", "ONE", "2", service="iam", requestParameters=gone),
    )
    world.sync()
    assert world.credentials()[key_id("ONE")]["last_used"] is None
    assert world.query("SELECT * FROM lifecycle") == []


# Time ----------------------------------------------------------------------------------------------------------


def test_the_roll_as_of_a_time(world: SmallWorld):
    world.keys("10-13", key("ONE"), key("TWO"))
    world.keys("10-20", key("TWO", active=False), key("NEW"))
    world.trail(call("GetObject", iso("10-12"), "ONE", "1"), call("GetObject", iso("10-18"), "TWO", "2"))
    home = world.sync().home

    def states(when: datetime | None, known: datetime | None = None) -> dict[str, tuple[Any, Any]]:
        with home.session() as session:
            fold(session, home, at=when, known_at=known)
            rows = session.rows("SELECT id, state, last_used FROM credentials")
        return {
            str(row["id"]).removeprefix("aws@*:access_key_id:AKIA"): (row["state"], row["last_used"]) for row in rows
        }

    assert states(at("10-15")) == {"ONE": ("active", at("10-12", "12:00")), "TWO": ("active", None)}
    assert states(None) == {
        "ONE": ("destroyed", at("10-12", "12:00")),
        "TWO": ("suspended", at("10-18", "12:00")),
        "NEW": ("active", None),
    }
    assert states(at("10-01")) == {}
    assert states(None, known=at("11-01")) == {}


# Merges --------------------------------------------------------------------------------------------------------


def test_a_merge_is_an_alias_and_no_rewrite(world: SmallWorld):
    """The report shows a key before the list does; later both names turn out to be one credential."""
    slot = f"{AWS}:access_key_slot:bob/{LONG_AGO}"
    world.table(AWS, "10-20", "credential_report", [report("bob")])
    keyroll = world.sync()
    assert list(world.credentials()) == [slot]
    assert keyroll.home.ledger.aliases() == ()
    world.keys("10-27", key("ONE", "bob"))
    keyroll = world.sync()
    assert list(world.credentials()) == [key_id("ONE")]
    (alias,) = keyroll.home.ledger.aliases()
    assert (alias.old, alias.new) == (slot, key_id("ONE"))
    assert alias.cause == f"{AWS} access_keys of 2023-10-27 names both"
    world.sync()
    assert keyroll.home.ledger.aliases() == (alias,)


def test_an_alias_that_was_undone_is_not_made_again(world: SmallWorld):
    slot = f"{AWS}:access_key_slot:bob/{LONG_AGO}"
    world.table(AWS, "10-20", "credential_report", [report("bob")])
    world.sync()
    world.keys("10-27", key("ONE", "bob"))
    keyroll = world.sync()
    with keyroll.home.ledger.hold(this_process("test")) as ledger:
        assert ledger.undo_alias(slot, key_id("ONE"))
    assert world.sync().home.ledger.aliases() == ()


def test_a_run_that_was_killed_before_it_published_finds_the_alias_once_more(world: SmallWorld):
    world.table(AWS, "10-20", "credential_report", [report("bob")])
    home = world.sync().home
    world.keys("10-27", key("ONE", "bob"))

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(home.lake), "publish_table", die)
        with pytest.raises(Killed):
            world.sync()
    (alias,) = home.ledger.aliases()
    assert world.sync().home.ledger.aliases() == (alias,)
    assert list(world.credentials()) == [key_id("ONE")]


def test_a_second_fold_changes_nothing(world: SmallWorld):
    world.people("10-20", person("ann"))
    world.jira("10-20", account("ann", mail="ann@a.example"), account("svc"))
    world.keys("10-20", key("ONE", "bob"), key("TWO", "bob"))
    world.table(AWS, "10-20", "credential_report", [report("bob")])
    world.log(JIRA, "access", jira_line("svc", at("10-20", "10:00")), ending="log")
    home = world.sync().home
    worked_out: list[str] = []
    with home.ledger.hold(this_process("test")) as ledger, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "build", lambda *_: worked_out.append("inventory"))
        assert not publish(home, ledger)
        assert not worked_out
    with home.ledger.hold(this_process("test")) as ledger, pytest.MonkeyPatch.context() as patch:
        # Worked out by other code it is another inventory, but what comes of it may be the same.
        patch.setattr(tables, "code", lambda *_: "another")
        assert not publish(home, ledger)
        assert home.lake.files(tables.MADE_OF) == 1
