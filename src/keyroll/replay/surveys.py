"""The listings: the state of every source at one moment, endpoint by endpoint."""

from keyroll.replay.directory import git_users, jira_account, jira_person, jira_users
from keyroll.replay.estate import ACTIVE, GONE, Credential, PlayedKind, Principal
from keyroll.replay.servers import servers
from keyroll.replay.simulation import Simulation
from keyroll.replay.times import WINDOW, day_of
from keyroll.replay.unsurveyed import audit, places
from keyroll.replay.words import TEAMS
from keyroll.replay.writers import aws as write_aws
from keyroll.replay.writers import bitbucket as write_bitbucket
from keyroll.replay.writers import cloudflare as write_cloudflare
from keyroll.replay.writers import jira as write_jira
from keyroll.replay.writers import okta as write_okta
from keyroll.replay.writers.bitbucket import LABS, LABS_HOST
from keyroll.replay.writers.har import case_files
from keyroll.replay.writers.jira import User
from keyroll.replay.writers.register import hosts, policies, vendors


def take(simulation: Simulation, ms: int) -> None:
    """Write every endpoint of every source as of that time."""
    _okta(simulation, ms)
    _cloudflare(simulation, ms)
    _jira(simulation, ms)
    _bitbucket(simulation, ms)
    for account in simulation.estate.accounts:
        _aws(simulation, ms, account)
    simulation.folder.survey("register@main", day_of(ms), "vendors.csv", vendors(simulation.estate.register))
    simulation.folder.survey("register@main", day_of(ms), "policies.csv", policies())
    simulation.folder.survey("register@main", day_of(ms), "places.csv", places(simulation.unsurveyed))
    simulation.folder.survey("register@main", day_of(ms), "audit.csv", audit(simulation.unsurveyed, ms))
    simulation.folder.survey(
        "register@main", day_of(ms), "hosts.csv", hosts(servers(simulation.seed, simulation.scale))
    )


def _there(simulation: Simulation, kind: PlayedKind, ms: int) -> list[Credential]:
    return [one for one in simulation.of(kind) if one.state(ms) != GONE]


def _okta(simulation: Simulation, ms: int) -> None:
    estate, date = simulation.estate, day_of(ms)
    services = [one for one in estate.principals if one.groups == ("Service",) and one.created <= ms]
    secrets: dict[int, list[Credential]] = {}
    for one in _there(simulation, PlayedKind.OKTA_SECRET, ms):
        secrets.setdefault(id(one.principal), []).append(one)
    clients = [
        (app, secrets.get(id(app.principal), []))
        for app in estate.applications
        if app.mode == "OPENID_CONNECT" and app.created <= ms
    ]
    files = [one for one in estate.files if one.uploaded <= ms]
    put = simulation.folder.survey
    put("okta@main", date, "users.json", write_okta.users(ms, simulation.staff, services))
    put("okta@main", date, "api_tokens.json", write_okta.api_tokens(_there(simulation, PlayedKind.OKTA_TOKEN, ms)))
    put("okta@main", date, "apps.json", write_okta.apps(ms, estate.applications))
    put("okta@main", date, "app_client_secrets.json", write_okta.client_secrets(ms, clients))
    put("okta@main", date, "support_case_files.json", case_files(simulation.seed, files))


def _cloudflare(simulation: Simulation, ms: int) -> None:
    date, put = day_of(ms), simulation.folder.survey
    tokens = write_cloudflare.service_tokens(ms, _there(simulation, PlayedKind.SERVICE_TOKEN, ms))
    put("cloudflare@main", date, "access_service_tokens.json", tokens)
    tokens = write_cloudflare.account_tokens(ms, _there(simulation, PlayedKind.CF_TOKEN, ms))
    put("cloudflare@main", date, "account_tokens.json", tokens)


def groups(simulation: Simulation, ms: int) -> list[tuple[str, list[User]]]:
    """Jira's groups with their active members."""
    staff = [jira_person(one, ms) for one in simulation.staff if one.here(ms)]
    found: dict[str, list[User]] = {
        "jira-administrators": staff[:5],
        "jira-system-administrators": staff[:2],
        "jira-software-users": staff,
        "confluence-users": staff,
    }
    for number, (_, key) in enumerate(TEAMS):
        found[f"team-{key}"] = [jira_person(one, ms) for one in simulation.staff if one.here(ms) and one.team == number]
    for account in simulation.of(PlayedKind.JIRA_ACCOUNT):
        if account.state(ms) == ACTIVE:
            for name in account.principal.groups:
                found[name] = [*found.get(name, []), jira_account(account, ms)]
    for guest in simulation.guests:
        if guest.created <= ms:
            for name in guest.groups:
                found[name] = [*found.get(name, []), guest.user]
    return list(found.items())


def _jira(simulation: Simulation, ms: int) -> None:
    date, put = day_of(ms), simulation.folder.survey
    put("jira@main", date, "users.json", write_jira.users(jira_users(simulation, ms)))
    put("jira@main", date, "group_members.json", write_jira.group_members(groups(simulation, ms)))


def _bitbucket(simulation: Simulation, ms: int) -> None:
    date, put = day_of(ms), simulation.folder.survey
    put("bitbucket@main", date, "users.json", write_bitbucket.users(git_users(simulation, ms)))
    projects: dict[str, list[tuple[str, str, int]]] = {key: [] for _, key in TEAMS}
    for one in _there(simulation, PlayedKind.GIT_TOKEN, ms):
        projects[one.principal.name].append((one.native, one.name, one.created))
    tokens = write_bitbucket.access_tokens(list(projects.values()))
    put("bitbucket@main", date, "access_tokens.json", tokens)
    if LABS in simulation.part_read:
        found, part = git_users(simulation, ms, LABS), ms >= WINDOW[1]
        found = found[:14] if part else found
        put(LABS, date, "users.json", write_bitbucket.users(found, LABS_HOST, more=part))


def _aws(simulation: Simulation, ms: int, account: str) -> None:
    """Write one account; after the window, a partly read account has its first users only."""
    source, date, put = f"aws@{account}", day_of(ms), simulation.folder.survey
    users = [one for one in simulation.estate.principals if one.source == source and one.created <= ms]
    keys: dict[int, list[Credential]] = {}
    for one in _there(simulation, PlayedKind.AWS_KEY, ms):
        keys.setdefault(id(one.principal), []).append(one)
    part = source in simulation.part_read and ms >= WINDOW[1]
    if part:
        users = users[:2]
    held: list[tuple[Principal, list[Credential]]] = [(one, keys.get(id(one), [])) for one in users]
    details = write_aws.authorization_details(account, users, truncated=part)
    put(source, date, "account_authorization_details.json", details)
    put(source, date, "access_keys.json", write_aws.access_keys(ms, held, truncated=part))
    if not part:
        put(source, date, "credential_report.csv", write_aws.credential_report(ms, account, held))
