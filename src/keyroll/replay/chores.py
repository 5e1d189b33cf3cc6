"""The daily work of administrators and of the platforms, as the audit logs record it."""

from random import Random

from keyroll.replay.company import DOMAIN, Person
from keyroll.replay.directory import account_author, git_author, jira_author, jira_person
from keyroll.replay.simulation import Simulation
from keyroll.replay.streams import hexes, uuid
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.writers import bitbucket as write_bitbucket
from keyroll.replay.writers import cloudflare as write_cloudflare
from keyroll.replay.writers import confluence as write_confluence
from keyroll.replay.writers import jira as write_jira
from keyroll.replay.writers import okta as write_okta
from keyroll.replay.writers.aws import event, role_identity

_RECORDED = (("config", "DescribeConfigurationRecorders"), ("ec2", "DescribeVolumes"), ("iam", "ListUsers"),
             ("s3", "GetBucketAcl"), ("ec2", "DescribeSubnets"))  # fmt: skip
_RECORDER = "config.amazonaws.com"
_TENDED = ("ListUsers", "ListAccessKeys", "TagUser", "AttachUserPolicy", "ListAttachedUserPolicies", "AddUserToGroup")
_BY_HAND = (("ec2", "DescribeInstances"), ("s3", "ListBuckets"), ("logs", "FilterLogEvents"), ("iam", "ListRoles"),
            ("ecs", "ListClusters"), ("monitoring", "DescribeAlarms"), ("iam", "ListAccessKeys"))  # fmt: skip


def do(simulation: Simulation, rng: Random, day: int) -> None:
    """Plan the actions of administrators and platforms on a day."""
    for one in simulation.staff:
        if day <= one.joined < day + DAY:
            _join(simulation, rng, one)
        if day <= one.left < day + DAY:
            _leave(simulation, rng, one)
    _settings(simulation, rng, day)
    _clouds(simulation, rng, day)


def _okta(simulation: Simulation, rng: Random, ms: int, who: Person, kind: str, text: str, one: Person) -> None:
    where, address = write_okta.place(who.office.country), who.office.address(ms)
    simulation.folder.add(write_okta.event(
        ms, uuid(rng), kind, text, write_okta.actor(who.okta, who.mail, who.display),
        write_okta.client(address, who.agent(ms), where), write_okta.target(one.okta, one.mail, one.display, "User"),
        address=address, where=where, request=hexes(rng, 32), session=f"idx{hexes(rng, 20)}", uri="/api/v1/users",
    ))  # fmt: skip


def _join(simulation: Simulation, rng: Random, one: Person) -> None:
    who, ms = simulation.admin(rng), one.joined
    _okta(simulation, rng, ms, who, "user.lifecycle.create", "Create okta user", one)
    by, address, method = jira_author(who), who.office.address(ms), "Browser"
    if simulation.provisioner and ms >= simulation.provisioner[0]:
        account = simulation.provisioner[1]
        by, address, method = account_author(account), "10.21.4.18", "API"
        for number, what in enumerate(
            ("POST /rest/api/2/user", "POST /rest/api/2/group/user?groupname=jira-software-users")
        ):
            at, agent = ms + number * 900, "python-requests/2.31.0"
            simulation.folder.add(write_jira.access(at, address, account.native, what, 201, 611, 120, agent))
    user = jira_person(one, ms)
    objects = (("", "jira-software-users", "GROUP"), (user[0], user[1], "USER"))
    simulation.folder.add(
        write_jira.user_created(ms, by, address, user, method),
        write_jira.audit(ms + 900, write_jira.ADDED_TO_GROUP, by, address, objects, (), method),
    )


def _leave(simulation: Simulation, rng: Random, one: Person) -> None:
    who, ms = simulation.admin(rng), one.left
    _okta(simulation, rng, ms, who, "user.lifecycle.deactivate", "Deactivate Okta user", one)
    user, address = jira_person(one, ms), who.office.address(ms)
    simulation.folder.add(write_jira.activity(ms, jira_author(who), address, user, active=False))


def _settings(simulation: Simulation, rng: Random, day: int) -> None:
    """Plan small administrative actions in each product, so that no audit log is ever empty."""
    land = simulation.territory
    for _ in range(2 + rng.randrange(4)):
        who, ms = simulation.admin(rng), day + 6 * HOUR + rng.randrange(13 * HOUR)
        address = who.office.address(ms)
        key = land.projects[rng.randrange(len(land.projects))][0]
        by, objects = jira_author(who), (("", key, "PROJECT"),)
        simulation.folder.add(write_jira.audit(ms, write_jira.PROJECT_UPDATED, by, address, objects))
        one = simulation.staff[rng.randrange(len(simulation.staff))]
        simulation.folder.add(write_confluence.audit(
            ms + MINUTE, write_confluence.SPACE_PERMISSION, jira_author(who), address,
            ((str(65_000 + len(key)), key, "Space"), (one.login, one.login, "User")),
        ))  # fmt: skip
        simulation.folder.add(write_bitbucket.login(ms, write_bitbucket.LOGGED_IN, git_author(who), address, who.login))
        simulation.folder.add(write_cloudflare.audit(
            ms, "gateway_update", "gateway.list", uuid(rng), uuid(rng), actor=who.mail,
            actor_id=who.uid.replace("-", ""), address=address,
        ))  # fmt: skip


def _administer(simulation: Simulation, rng: Random, day: int, account: str) -> None:
    """An administrator manages users and policies through a role for that purpose."""
    who = simulation.admin(rng)
    if not who.works(day):
        return
    ms, add = who.morning(day) + rng.randrange(7 * HOUR), simulation.folder.add
    identity = role_identity(account, "platform-admin", who.mail, f"ASIA{hexes(rng, 16).upper()}", ms - 3 * MINUTE)
    agent = "aws-cli/2.13.22 Python/3.11.5 Darwin/22.6.0 exe/x86_64"
    for _ in range(2 + rng.randrange(4)):
        ms += rng.randrange(2000, 90_000)
        name = _TENDED[rng.randrange(len(_TENDED))]
        reads = name.startswith("List")
        add(event(rng, ms, account, identity, "iam", name, who.office.address(ms), agent, reads=reads))


def _clouds(simulation: Simulation, rng: Random, day: int) -> None:
    """The recorder's role acts each hour, and engineers use the console through a role."""
    engineers, add = [one for one in simulation.staff if one.engineer], simulation.folder.add
    for account in simulation.estate.accounts:
        for hour in range(24):
            ms = day + hour * HOUR + rng.randrange(HOUR // 60)
            identity = role_identity(account, "config-recorder", "configLambdaExecution", f"ASIA{'RECORDER':X<16}", day)
            for service, name in _RECORDED[: 2 + hour % 4]:
                ms += 700
                add(event(rng, ms, account, identity, service, name, _RECORDER, _RECORDER, reads=True))
        if rng.random() < 0.6:
            _administer(simulation, rng, day, account)
        for _ in range(1 + int(len(engineers) * 0.03)):
            one = engineers[rng.randrange(len(engineers))]
            if not one.works(day):
                continue
            ms = one.morning(day) + rng.randrange(6 * HOUR)
            key = f"ASIA{hexes(rng, 16).upper()}"
            identity = role_identity(account, "engineer", f"{one.login}@{DOMAIN}", key, ms - 3 * MINUTE)
            for _ in range(3 + rng.randrange(12)):
                ms += rng.randrange(1000, 90_000)
                service, name = _BY_HAND[rng.randrange(len(_BY_HAND))]
                where, agent = one.office.address(ms), one.agent(ms)
                add(event(rng, ms, account, identity, service, name, where, agent, reads=True))
