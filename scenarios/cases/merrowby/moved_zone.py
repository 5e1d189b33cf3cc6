"""The zone's provider lets an intruder into the owner's account; mail is moved, passwords are set anew, documents go.

After Liquid (November 2020): a provider that was talked over, records of mail and of the sign-in changed, employees'
boxes taken over by resets, a part of what runs reached with them, and organisers' documents in storage read.
"""

from random import Random

from keyroll.replay.writers import cloudflare as write
from scenarios.companies.merrowby import DOMAIN
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, chrome, hexes, intrusion, uuid
from scenarios.systems.aws import Aws
from scenarios.systems.microsoft import Microsoft
from scenarios.systems.okta import Okta

_FROM, _CLOUD = "253.19.200.8", "253.19.200.40"
_AGENT, _CLI = chrome(WINDOWS, 147), "aws-cli/2.15.30 Python/3.11.8 Linux/6.6.9 exe/x86_64.kali.2024"


@intrusion("The provider lets an intruder into the zone; mail is moved and documents go")
def plan(scene: Scene) -> None:
    """Records in the first hour of a night, resets in the second, documents until morning; then all is set back."""
    rng, okta = scene.rng("intruder"), scene.known("okta", Okta)
    owner, taken = scene.people[0], (scene.people[3], scene.people[8])
    ms = since = scene.at(4, 17) + rng.randrange(2 * HOUR)
    for action, name in (("login", ""), ("rec_set", "mail"), ("rec_add", "mx2"), ("rec_set", "autodiscover")):
        ms = _zone(scene, rng, owner, ms, action, name, _FROM, hostile=True)
    until = scene.at(5, 4) + rng.randrange(HOUR)
    scene.foothold("record", "cloudflare@main:record:mail", since, until)
    scene.foothold("session", f"cloudflare@main:user:{owner.login}@{DOMAIN}", since, until)
    for who in taken:
        ms += 9 * MINUTE + rng.randrange(12 * MINUTE)
        for act, thing, what in (("password", "", "stay: password reset by mail"), ("session", "", "look: signed in"),
                                 ("enter", "Microsoft 365", "use: application entered"),
                                 ("enter", "AWS IAM Identity Center", "use: application entered")):  # fmt: skip
            records = okta.person_does(rng, who, ms, act, thing, address=_FROM, agent=_AGENT, country="us",
                                       whom=who if act == "password" else None)  # fmt: skip
            scene.hostile(what, records)
            ms += MINUTE + rng.randrange(3 * MINUTE)
        scene.foothold("session", f"okta@main:user:{who.id}", ms, until + HOUR)
        ms = _boxes(scene, rng, who, ms)
    _documents(scene, rng, taken[1], ms)
    for name in ("mail", "mx2", "autodiscover"):
        until = _zone(scene, rng, owner, until, "rec_del" if name == "mx2" else "rec_set", name, owner.home)
    for who in taken:
        for act in ("clear", "password"):
            scene.ordinary(okta.person_does(rng, scene.people[1], until + HOUR, act, whom=who))


def _zone(scene: Scene, rng: Random, owner: Person, ms: int, action: str, name: str, address: str, *,
          hostile: bool = False) -> int:  # fmt: skip
    """One record of the account of who owns the zone."""
    kind, resource = ("account", "account") if action == "login" else ("DNS_record", f"record/{name}")
    records = [write.audit(
        ms, action, kind, hexes(Random(resource), 32), uuid(rng), actor=f"{owner.login}@{DOMAIN}",
        actor_id=hexes(Random(owner.id), 32), address=address, value={"name": f"{name}.{DOMAIN}"} if name else None,
    )]  # fmt: skip
    if hostile:
        scene.hostile("look: signed in" if action == "login" else "change: mail moved", records)
    else:
        scene.ordinary(records)
    return ms + 50 * SECOND + rng.randrange(7 * MINUTE)


def _boxes(scene: Scene, rng: Random, who: Person, ms: int) -> int:
    """A sign-in at the mail, and what is read there."""
    tenant = scene.known("microsoft", Microsoft)
    scene.hostile("look: signed in", tenant.signs_in(rng, who, ms, _FROM, _AGENT, "Office 365 Exchange Online"))
    box, app = f"{who.login}@{DOMAIN}", "00000002-0000-0ff1-ce00-000000000000"
    for _ in range(4 + rng.randrange(4)):
        ms += MINUTE + rng.randrange(3 * MINUTE)
        scene.hostile("take: mail read", tenant.reads(rng, ms, box, _FROM, app))
    return ms


def _documents(scene: Scene, rng: Random, who: Person, ms: int) -> None:
    """In the cloud: who, buckets, one list, then papers of organisers for three hours; secrets are refused."""
    cloud = scene.known("aws", Aws)
    looks = [("who", ""), ("buckets", ""), ("databases", ""), ("secret", "mb/payouts/db"),
             ("objects", "mb-payouts-files")]  # fmt: skip
    papers = [("object", f"mb-payouts-files|identity/{rng.randrange(4000):04d}.jpg") for _ in range(110)]
    for act, thing in (*looks, *papers):
        error = "AccessDenied" if act == "secret" else ""
        records = cloud.person_does(rng, who, ms, act, thing, _CLOUD, _CLI, error=error)
        scene.hostile("take: document" if act == "object" else "look: call", records, success=not error)
        ms += 8 * SECOND + rng.randrange(2 * MINUTE)
    scene.foothold("session", cloud.session(who), ms, ms + 9 * HOUR)
