"""Cards: what one of a credential, a person, a vendor, a source, a story and an incident says, and that it fits."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.api import Keyroll
from keyroll.detection.hunted import Hunted
from keyroll.detection.publish import publish
from keyroll.errors import NothingToDo, UsageError
from keyroll.model.finding import Evidence, Expected, Finding, Foothold, Severity, Story
from keyroll.report.cards.contract import SCREEN, Card, Fact, command, same
from keyroll.report.cards.networks import client, where
from keyroll.report.plain import lines
from keyroll.store.ledger.lease import this_process
from small_world import AWS, SmallWorld, account, app, at, call, iso, key, key_id, person


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    world = SmallWorld(tmp_path_factory.mktemp("world"))
    world.people("10-06", person("ann"), person("bob", status="DEPROVISIONED"))
    for day in ("10-06", "10-13"):
        world.keys(day, key("ONE", created=iso("01-05")), key("TWO"), key("GONE") if day == "10-06" else key("TWO"))
    world.apps("10-06", app("Deploys", access_key="ONE"))
    world.jira("10-06", account("okta"))
    mine = {"vendor": "Deployer", "credential": "AKIAONE", "owner": "ann@a.example", "note": "believed unused"}
    ended = {"vendor": "Left", "credential": "AKIATWO", "owner": "bob@a.example", "ended_on": "2023-09-01"}
    world.register("10-06", {"system": "aws"} | mine, {"system": "aws"} | ended)
    refused = call("PutObject", iso("10-21"), "ONE", "3", error="AccessDenied")
    world.trail(call("GetObject", iso("10-19"), "ONE", "1"), call("GetObject", iso("10-20"), "ONE", "2"), refused)
    return world.sync()


def text(card: Card) -> list[str]:
    return [line for line, _ in lines(card.document())]


CREDENTIAL = """\
AKIAONE
  access key of an IAM user, in aws@123456789012: aws@*:access_key_id:AKIAONE

  state       active, listed by aws@123456789012 (access_keys) on 2023-10-13
  owner       ann@a.example, named by the register, since 2023-10-06 (confidence
              0.75); is still there
  held by     Okta: app instance Deploys, since 2020-01-02, last seen on
              2023-10-06
              Deployer: named in the register with the note "believed unused",
              read on 2023-10-06
              in code, wiki and tickets: unknown: nothing was scanned
  used by     192.0.2.0/24 with aws-cli: 2 uses on 2 days, last 2023-10-20 12:00
              (aws.cloudtrail)
              refused 1 time, last 2023-10-21 12:00
  rhythm      irregular: used on 2 days from 2023-10-19 to 2023-10-20, median
              gap 1 d, longest gap 1 d
  powers      administers its system: unknown: no listing states its permissions
  reaches     0 protected, 0 credentials known; unknown beyond that: no listing
              states its permissions
  changed     2023-01-05: created then, no later change is known
              overdue: unknown: no documented process states the interval
  if rotated  stops until it has the new value: 192.0.2.0/24 with aws-cli
              its new value is written into the application that stores it:
              Deploys
  wrong       3 checks with yes, 9 unknown, 7 with no
              NHI9 Several third parties hold the same value: held by Deployer
              and Okta
              NHI4 Its vendor advises against this kind of credential: AWS
              advises temporary credentials of a role in place of access keys
              NHI7 It has no expiry date: its kind never expires
  misuse      unknown: nothing was hunted yet (keyroll hunt)
  note        people wrote "believed unused": that proves nothing
  to do       Issue one credential for each vendor, then revoke the shared one."""


@pytest.mark.parametrize("word", [key_id("ONE"), "AKIAONE", "akiaone"])
def test_a_credential_by_its_id_and_by_its_key_id(opened: Keyroll, word: str) -> None:
    card = opened.cards.card(word)
    assert "\n".join(text(card)) == CREDENTIAL
    assert card.then == """keyroll list posture --where "subject = 'aws@*:access_key_id:AKIAONE'\""""


def test_what_ended_has_no_value_to_rotate(opened: Keyroll) -> None:
    facts = {fact.label: fact.texts for fact in opened.cards.card("AKIAGONE").facts}
    assert facts["state"][0].startswith("destroyed, gone from complete reads, no longer listed since 2023-10-13")
    assert facts["if rotated"] == ("it has ended: there is no value to rotate",)
    assert facts["wrong"] == ("no check examines it: it is destroyed",)


def test_where_nothing_was_read_the_answer_is_unknown(opened: Keyroll) -> None:
    facts = {fact.label: fact.texts for fact in opened.cards.card("jira@main:account:okta").facts}
    for label in ("owner", "used by", "rhythm", "changed", "if rotated", "misuse"):
        assert facts[label][0].startswith("unknown"), label
    assert facts["used by"] == ("unknown: no log that was read shows its use",)
    assert facts["if rotated"][1].startswith("unknown how it gets the new value: ")


def test_a_person_with_accounts_and_credentials(opened: Keyroll) -> None:
    assert text(opened.cards.card("ann@a.example")) == [
        "Ann",
        "  a person: ann@a.example",
        "",
        "  accounts  okta@main: person Ann, active",
        "  has left  no: by the directory",
        "  owns      1 credential, 1 of them not known to have ended",
        "            AKIAONE in aws@123456789012, active, last used 2023-10-20, register",
        "  signs in  with no credential that is listed as a machine's",
        "  to do     Review the credentials with the oldest values.",
    ]


def test_who_left_has_a_credential_to_look_at(opened: Keyroll) -> None:
    card = opened.cards.card("Bob")
    assert {fact.label: fact.texts for fact in card.facts}["has left"] == ("yes: by the directory",)
    assert card.then == "keyroll show 'aws@*:access_key_id:AKIATWO'"


def test_a_vendor_whose_contract_ended(opened: Keyroll) -> None:
    card = opened.cards.card("Left")
    assert text(card) == [
        "Left",
        "  a third party: Left",
        "",
        "  contract  off-boarded: the register says that it ended on 2023-09-01",
        "  holds     1 credential, 1 of them not known to have ended",
        "            AKIATWO in aws@123456789012, active, time of the last use unknown,",
        "            by register",
        "  reaches   0 protected, 1 credential known; unknown beyond that: no listing",
        "            states its permissions",
        "  to do     Revoke 1 credential that it can still use after the end of its",
        "            contract.",
    ]
    assert card.then == """keyroll list holdings --where "vendor = 'Left'\""""


def test_a_source_with_listings_and_logs(opened: Keyroll) -> None:
    assert text(opened.cards.card(AWS)) == [
        "aws@123456789012",
        "  a source: aws@123456789012",
        "",
        "  credentials  2 active, 1 destroyed",
        "  listings     access_keys: complete, until 2023-10-13 00:00, 41 d ago",
        "  logs         aws.cloudtrail: 3 records over 3 days, until 2023-10-21 12:00, 32",
        "               d 12 h ago",
        "  not listed   session: STS keeps no list of the temporary credentials that it",
        "               issued",
    ]


def test_what_names_several_things_names_none(opened: Keyroll) -> None:
    assert [(one.kind, one.id) for one in opened.cards.named("Okta")] == [
        ("credential", "jira@main:account:okta"),
        ("vendor", "Okta"),
    ]
    with pytest.raises(UsageError, match="2 entries have the name 'Okta'") as caught:
        opened.cards.card("Okta")
    assert "--kind" in caught.value.hint
    assert opened.cards.card("Okta", "vendor").kind == "vendor"


def test_an_id_goes_before_a_name(opened: Keyroll) -> None:
    assert opened.cards.card("okta@main").kind == "source"


def test_what_is_not_there_has_likely_names(opened: Keyroll) -> None:
    with pytest.raises(NothingToDo, match="nothing has the name or id 'AKIAON'") as caught:
        opened.cards.card("AKIAON")
    assert caught.value.hint.startswith("did you mean: AKIAONE")
    with pytest.raises(UsageError, match="no card of 'key'"):
        opened.cards.card("AKIAONE", "key")


def test_an_incident_with_what_is_not_proven(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.people("10-06", person("ann"))
    world.keys("10-06", key("ONE"))
    world.apps("10-06", app("Deploys", access_key="ONE"))
    keyroll = world.sync()
    keyroll.incidents.open("okta-2023", vendor="Okta", begins=at("09-28"), ends=at("10-18"))
    card = keyroll.cards.card("okta-2023")
    facts = {fact.label: fact.texts for fact in card.facts}
    assert facts["not proven"][0] == "1 credential"
    assert "aws@*:access_key_id:AKIAONE" in facts["not proven"][1]
    assert card.then == "keyroll incident prove okta-2023"
    of_key = keyroll.cards.card("AKIAONE")
    exposed = {fact.label: fact.texts for fact in of_key.facts}["exposed"]
    assert exposed[0].startswith("in incident okta-2023: not proven dead: ")
    assert of_key.then == "keyroll incident status okta-2023"
    assert {fact.label: fact.texts for fact in keyroll.cards.card("Okta").facts}["incidents"] == ("okta-2023",)


def test_a_story_names_who_is_in_it_and_what_the_intruder_made(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-06", key("ONE"), key("MADE"))
    world.trail(call("GetObject", iso("10-19"), "ONE", "1"))
    keyroll = world.sync()
    when = at("10-19", "12:00")
    event = Evidence(when, AWS, "aws.cloudtrail", "1", "raw", 1)
    finding = Finding("keyroll.x", "A new network", key_id("ONE"), Severity.HIGH, when, "", (event,))
    made = Foothold(key_id("MADE"), "key made", key_id("ONE"), when)
    identifier = "0123456789abcdef0123456789abcdef"
    story = Story(identifier, Severity.HIGH, (finding,), (key_id("ONE"),), ("192.0.2",), (made,), (key_id("ONE"),))
    with keyroll.home.ledger.hold(this_process("hunt")):
        publish(keyroll.home, Hunted((finding,), (story,)))
    card = keyroll.cards.card("01234567")
    assert text(card) == [
        "high story since 2023-10-19",
        "  a story of the last hunt: 0123456789abcdef0123456789abcdef",
        "",
        "  state      not contained, severity high, high since 2023-10-19 12:00",
        "  when       from 2023-10-19 12:00 to 2023-10-19 12:00 (UTC)",
        "  who        AKIAONE (aws@*:access_key_id:AKIAONE)",
        "  networks   192.0.2.0/24",
        "  findings   1 finding",
        "             A new network, first 2023-10-19 12:00",
        "  footholds  key made: aws@*:access_key_id:AKIAMADE",
        "  incident   none was opened from this story",
    ]
    assert card.then == "keyroll incident open story-0123456789ab --story 0123456789ab"
    used = {fact.label: fact.texts for fact in keyroll.cards.card("AKIAONE").facts}
    assert used["misuse"] == ("in story 0123456789ab: high, not contained, since 2023-10-19",)
    assert "in story 0123456789ab" in used["used by"][0]
    assert used["if rotated"][0] == "unknown consumers: the logs show use only from networks of a story"
    of_made = keyroll.cards.card("AKIAMADE")
    (misuse,) = {fact.label: fact.texts for fact in of_made.facts}["misuse"]
    assert misuse.startswith("made or changed by the intruder of story 0123456789ab")
    assert of_made.then == "keyroll show 0123456789ab"


@pytest.mark.parametrize(("expected", "left_out"), [(None, True), (Expected(0.001), True), (Expected(0.5), False)])
def test_use_by_another_actor_enters_no_fact_about_use(
    tmp_path: Path, expected: Expected | None, *, left_out: bool
) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-06", key("ONE"))
    world.apps("10-06", app("Deploys", access_key="ONE"))
    browser = {"sourceIPAddress": "198.51.100.7", "userAgent": "Mozilla/5.0"}
    own = [call("GetObject", iso(f"10-{day:02}"), "ONE", f"own {day}") for day in range(8, 15)]
    # A consumer that was in the intruder's network before stays one.
    own.append(call("GetObject", iso("10-14"), "ONE", "own there", sourceIPAddress="198.51.100.9", userAgent="curl"))
    world.trail(*own, *(call("GetObject", iso("11-19", f"{hour:02}:00"), "ONE", f"{hour}", **browser)
                        for hour in range(20)))  # fmt: skip
    keyroll = world.sync()
    event = Evidence(at("11-19"), AWS, "aws.cloudtrail", "1", "raw", 1)
    finding = Finding("keyroll.x", "A new network", key_id("ONE"), Severity.HIGH, at("11-19"), "", (event,))
    networks = ("198.51.100",)
    story = Story("0123456789abcdef" * 2, Severity.HIGH, (finding,), (key_id("ONE"),), networks, expected=expected)
    keyroll.incidents.open("okta-2023", vendor="Okta", begins=at("09-28"), ends=at("12-01"))

    def shown() -> tuple[dict[str, tuple[str, ...]], str]:
        card = {fact.label: fact.texts for fact in keyroll.cards.card("AKIAONE").facts}
        (work,) = keyroll.campaigns.status("okta-2023").work
        return card, work.consumers.because

    browsed = "a person must be given the new value: the log aws.cloudtrail shows it mostly in a browser"
    assert shown()[0]["if rotated"][1] == browsed
    with keyroll.home.ledger.hold(this_process("hunt")):
        publish(keyroll.home, Hunted((finding,), (story,)))
    card, in_incident = shown()
    apart = "use by the intruder of story 0123456789ab is left out"
    assert [apart in text for text in (card["if rotated"][1], "; ".join(card["rhythm"]), in_incident)] == [left_out] * 3
    assert ("browser" not in card["if rotated"][1], "browser" not in in_incident) == (left_out, left_out)
    assert ("with a browser" in card["if rotated"][0], "with curl" in card["if rotated"][0]) == (not left_out, True)
    assert card["rhythm"][0].startswith("daily: used on 7 days from 2023-10-08 to 2023-10-14") == left_out
    assert any("198.51.100.0/24" in text and "in story 0123456789ab" in text for text in card["used by"])


def test_a_credential_by_the_fingerprint_of_a_value(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-06", key("ONE"))
    place = {"id": "OPS-1", "kind": "ticket", "words": "OPS-1", "since": None, "line": 1, "file": "", "commit": ""}
    value = {"fingerprint": "hmac:k:aa11", "provider": "aws", "kind": "access_key", "rule": "r", "weak": []}
    report = {"scan": {"scanner": "kingfisher", "root": "repo", "history": False, "because": ""}}
    world.survey("scan@repo", "10-06", "copies", report, {"place": place, "value": value | {"strong": [key_id("ONE")]}})
    card = world.sync().cards.card("hmac:k:aa11")
    assert card.id == key_id("ONE")
    assert {fact.label: fact.texts for fact in card.facts}["held by"] == (
        "the organisation: ticket OPS-1, last seen on 2023-10-06",
    )


def test_every_listed_credential_has_a_card_that_fits(opened: Keyroll) -> None:
    rows = opened.inventory.listed("credentials").rows
    assert len(rows) == 4
    for row in rows:
        assert len(text(opened.cards.card(str(row["id"])))) < SCREEN


LABELS = ("state", "owner", "held by", "used by", "rhythm", "powers", "changed", "if rotated", "wrong", "misuse",
          "exposed", "note", "to do")  # fmt: skip
TEXTS = st.lists(st.text(max_size=400), min_size=1, max_size=30).map(tuple)


@given(st.text(max_size=400), st.text(max_size=400), st.lists(TEXTS, min_size=13, max_size=13))
def test_a_card_fits_one_screen_whatever_is_in_it(name: str, identifier: str, texts: list[tuple[str, ...]]) -> None:
    facts = tuple(Fact(label, one) for label, one in zip(LABELS, texts, strict=True))
    card = Card("credential", identifier, name, "a key", facts, "keyroll list credentials")
    printed = text(card)
    assert len(printed) < SCREEN
    assert max(map(len, printed)) <= 80
    of = card.json()["facts"]
    assert isinstance(of, dict)
    assert of["held_by"] == list(texts[2])


def test_a_cut_text_and_a_cut_list_say_so() -> None:
    card = Card("credential", "id", "name", "", tuple(Fact(label, ("x " * 200,) * 9) for label in LABELS), "")
    assert sum(line.endswith("… and 8 more") for line in text(card)) == len(LABELS)


def test_a_command_is_taken_by_a_shell_as_it_is() -> None:
    assert command("show", "a b") == "keyroll show 'a b'"
    assert command("list", "--where", same("name", "it's")) == """keyroll list --where "name = 'it''s'\""""
    assert command("show", "'$HOME'") == """keyroll show ''"'"'$HOME'"'"''"""


def test_networks_and_programs_in_words() -> None:
    assert where("10.30.0") == "10.30.0.0/24 (a private network)"
    assert where("8.8.8") == "8.8.8.0/24 (a public network)"
    assert where("2001:4860:4860:0") == "2001:4860:4860::/64 (a public network)"
    assert where("2001:db8:0:1") == "2001:db8:0:1::/64"
    assert where("inside") == "inside"
    assert where(None) == "a network that the log does not name"
    assert (client("mozilla"), client("curl"), client(None)) == (
        "a browser",
        "curl",
        "a program unnamed in the log",
    )
