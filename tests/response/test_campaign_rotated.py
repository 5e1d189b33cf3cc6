"""A campaign from a breach to its end: planned, approved by a second person, rotated, proven, verified offline."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fakes.aws_writing import WritingAws
from first_keys import register_first
from keyroll.api import CredentialSelection, Keyroll, verify
from keyroll.errors import NotApproved, NotProven
from keyroll.model.incident import Grade, VerdictKind
from keyroll.model.rotation import Standing, Wish
from keyroll.secret import SecretRef
from small_world import SmallWorld, account, at, key, key_id

pytestmark = pytest.mark.long
NAMES = ("RZPUZDIKAAAAAAA2", "RZPUZDIKAAAAAAA3", "RZPUZDIKAAAAAAA4")
NO_ROTATOR = "jira@main:account:svc"


class Jumping:
    """The machine's clock, but a wait for a moment is over at once."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def wait_until(self, moment: datetime) -> None:
        self._ahead += max(moment - self.now(), timedelta())


@dataclass
class Breach:
    """A vendor held keys and an account; the keys are those of a fake account of AWS."""

    keyroll: Keyroll
    clock: Jumping
    aws: WritingAws
    folder: Path

    def person(self, name: str) -> SecretRef:
        register_first(self.keyroll.person_keys, self.folder)
        return SecretRef("file", str(self.folder / f"{name}.key"))

    def direct(self) -> None:
        """Say of each key where it is changed and who reads it."""
        (self.folder / "admin").write_text(self.aws.admin)
        parts = []
        for name in NAMES:
            value, place = self.aws.user(f"user-{name}", f"AKIA{name}"), self.folder / f"app-{name}"
            place.write_text(value)
            parts.append(
                f'["{key_id(name)}"]\nat = ["{self.aws.address}"]\n'
                f'admin = "{self.aws.admin.partition(":")[0]}=file:{self.folder / "admin"}"\n'
                f'settings = {{ user = "user-{name}" }}\nobserve = "1s"\n'
                f'[["{key_id(name)}".consumers]]\nname = "app"\nplace = "file:{place}"\n'
                'form = "{value}"\ngets = "poll"\nlongest_poll = "1s"\n'
            )
        (self.keyroll.home.path / "rotation.toml").write_text("\n".join(parts))

    def sign_off(self, who: SecretRef) -> None:
        """Say of each key that the vendor, which holds it by the register, has no use for it any more."""
        copy, why = "registered holder Okta", "the vendor no longer uses it"
        for name in NAMES:
            self.keyroll.rotations.decide(
                "campaign", Wish.SIGN_OFF, key=who, identifier=key_id(name), copy=copy, because=why
            )

    def open_items(self) -> set[str]:
        return {one.item.identifier for one in self.keyroll.incidents.status("breach").open_items}


@pytest.fixture
def breach(tmp_path: Path) -> Iterator[Breach]:
    world, clock, aws = SmallWorld(tmp_path), Jumping(), WritingAws()
    world.keys("10-06", *map(key, NAMES))
    world.jira("10-06", account("svc"))
    held = [{"vendor": "Okta", "system": "aws", "credential": f"AKIA{name}"} for name in NAMES]
    world.register("10-06", *held, {"vendor": "Okta", "system": "jira", "credential": "svc"})
    keyroll = Keyroll.open(tmp_path / "home")
    keyroll.exports.sync(world.exports)
    ledger = replace(keyroll.home.ledger, clock=clock)
    keyroll = replace(keyroll, home=replace(keyroll.home, clock=clock, ledger=ledger))
    keyroll.incidents.open("breach", vendor="Okta", begins=at("09-28"), ends=at("10-18", "23:59"))
    aws.now = lambda: clock.now().timestamp()
    with aws.running():
        yield Breach(keyroll, clock, aws, tmp_path)


def test_a_campaign_ends_with_no_open_item_but_what_has_no_rotator(breach: Breach) -> None:
    keyroll = breach.keyroll
    everything = {*map(key_id, NAMES), NO_ROTATOR}
    assert breach.open_items() == everything
    breach.direct()
    ann, bob = breach.person("ann"), breach.person("bob")
    planned = keyroll.rotations.plan("campaign", CredentialSelection(incident="breach"), key=ann)
    assert {one.identifier for one in planned.plan.items} == {*map(key_id, NAMES)}
    assert [one.identifier for one in planned.plan.refused] == [NO_ROTATOR]
    assert breach.aws.writes == []
    keyroll.rotations.approve("campaign", key=bob)
    breach.sign_off(bob)
    ran = keyroll.rotations.run("campaign", wait=True)
    assert [(one.position.standing, one.said) for one in ran.stands if one.position.standing is not Standing.DONE] == []
    # Sessions that a key fetched may live for a day and a half, whatever denies them.
    left = {one.item.identifier: one.judgement for one in keyroll.incidents.status("breach").open_items}
    assert left.keys() == everything
    assert all(one.next_at for name, one in left.items() if name != NO_ROTATOR)
    breach.clock.wait_until(breach.clock.now() + timedelta(hours=37))
    state = keyroll.incidents.prove("breach")
    assert breach.open_items() == {NO_ROTATOR}
    dead = {one.item.identifier: one.judgement for one in state.standings if one.item.identifier != NO_ROTATOR}
    assert {(one.verdict, one.grade) for one in dead.values()} == {(VerdictKind.DEAD, Grade.A)}
    for user in breach.aws.users.values():
        assert list(user.keys.values()) == ["Active"]
        assert not {f"AKIA{name}" for name in NAMES} & user.keys.keys()
    with pytest.raises(NotProven):
        keyroll.incidents.close("breach", because="done", key=bob)
    until = breach.clock.now() + timedelta(days=9)
    with pytest.raises(NotApproved, match="signed by a registered key"):
        keyroll.campaigns.except_("breach", NO_ROTATOR, because="a person changes it", until=until, by="lead")
    keyroll.campaigns.except_("breach", NO_ROTATOR, because="a person changes it", until=until, key=bob)
    closed = keyroll.incidents.close("breach", because="the keys are changed", key=ann)
    assert sorted(closed.accounts(closed.closed_at()).values()) == ["dead A", "dead A", "dead A", "excepted"]
    content, _ = keyroll.evidence.bundle("breach")
    checked = verify(content, keys=[keyroll.evidence.key().keyid.encode()], now=breach.clock.now())
    assert checked.dead == {Grade.A: 3}
    (approval,) = checked.approvals
    keys = {one.person: one for one in keyroll.person_keys.origins()}
    assert (approval.planner, approval.approver, checked.without_approval) == (keys["ann"], keys["bob"], [])
    assert set(approval.credentials) == set(map(key_id, NAMES))
    assert [(one.act, one.by, one.signature and one.signature.key) for one in checked.decided] == [
        ("excepted", "bob", keys["bob"]),
        ("closed", "ann", keys["ann"]),
    ]
    for name in NAMES:
        assert (breach.folder / f"app-{name}").read_text().encode() not in content


def test_what_the_rotation_made_is_no_exposure(breach: Breach) -> None:
    """A listing after it shows new keys of the same users, and nobody knows from a log who made them."""
    keyroll = breach.keyroll
    breach.direct()
    ann, bob = breach.person("ann"), breach.person("bob")
    # Its window is still open while the keys are changed.
    now = breach.clock.now()
    keyroll.incidents.open("going on", vendor="Okta", begins=now - timedelta(days=9), ends=now + timedelta(days=9))
    keyroll.rotations.plan("campaign", CredentialSelection(incident="going on"), key=ann)
    keyroll.rotations.approve("campaign", key=bob)
    breach.sign_off(bob)
    keyroll.rotations.run("campaign", wait=True)
    made = {name: next(iter(breach.aws.users[f"user-{name}"].keys)) for name in NAMES}
    lists = [
        {"UserName": f"user-{name}", "AccessKeyId": one, "Status": "Active", "CreateDate": f"{now:%Y-%m-%dT%H:%M:%SZ}"}
        for name, one in made.items()
    ]
    folder = breach.folder / "later/aws@123456789012/survey" / f"{breach.clock.now():%Y-%m-%d}"
    folder.mkdir(parents=True)
    (folder / "access_keys.json").write_text(json.dumps({"AccessKeyMetadata": lists, "IsTruncated": False}))
    keyroll.exports.sync(breach.folder / "later")
    standings = keyroll.incidents.status("going on").standings
    exposed = {one.item.identifier: one.item.reason for one in standings}
    assert {key_id(name) for name in NAMES} <= exposed.keys()
    assert {one: exposed.get(f"aws@*:access_key_id:{one}") for one in made.values()} == dict.fromkeys(made.values())
