"""The credentials that the vendor held: stored in its application instances, or sent with support cases."""

from random import Random

from keyroll.replay.credentials import Builder
from keyroll.replay.estate import Application, CaseFile, Credential, PlayedKind
from keyroll.replay.lifecycle import Lifecycle
from keyroll.replay.simulation import Simulation
from keyroll.replay.streams import aws_id, digits, okta_id, stream
from keyroll.replay.times import BEGINS, DAY, HOUR, MINUTE, SECOND, at
from keyroll.replay.writers.aws import account_of, create_key, event, key_identity
from keyroll.replay.writers.bitbucket import LABS

STORABLE = (PlayedKind.AWS_KEY, PlayedKind.SERVICE_TOKEN, PlayedKind.JIRA_ACCOUNT, PlayedKind.GIT_ACCOUNT)
_SHARE = 0.68
_SAML = ("Jira", "Confluence", "Bitbucket", "Smartsheet", "Slack", "Zoom", "Workday", "Concur", "GitHub", "Grafana")


def expose(simulation: Simulation, build: Builder) -> None:
    """Chooses the credentials that the vendor held in its window, and makes the instances and files that show them."""
    rng = stream(simulation.seed, "breach")
    for name in _SAML:
        app = Application(okta_id(rng, "0oa"), name.lower(), name, "SAML_2_0", BEGINS - 900 * DAY)
        simulation.estate.applications.append(app)
    in_files: list[Credential] = [simulation.four[0]]
    for held in list(simulation.estate.credentials):
        story = any(held is one for one in simulation.four)
        if held.kind not in STORABLE or not (story or (_single(simulation, held) and rng.random() < _SHARE)):
            continue
        simulation.exposed.append(held)
        if held is simulation.four[0]:
            continue
        if not story and rng.random() < 0.06:
            in_files.append(held)
        else:
            simulation.estate.applications.append(store(rng, held, BEGINS - rng.randrange(30, 700) * DAY))
    _case_files(simulation, rng, in_files)
    _vend(simulation, rng, build)
    _later(simulation, rng)


def _single(simulation: Simulation, held: Credential) -> bool:
    """Return whether it is the only credential of its principal, so that its exposure adds no other one."""
    if not simulation.free(held):
        return False
    return sum(one.principal is held.principal for one in simulation.estate.credentials) == 1


def store(rng: Random, held: Credential, since: int, host: str = "") -> Application:
    """Return the application instance that stores a credential, in Okta's form for its kind."""
    label, native = held.principal.display, okta_id(rng, "0oa")
    slug = held.name.lower().replace(" ", "").replace(":", "").replace("(", "").replace(")", "")
    match held.kind:
        case PlayedKind.AWS_KEY:
            app = Application(native, "amazon_aws", f"AWS {held.name}", "SAML_2_0", since)
        case PlayedKind.SERVICE_TOKEN:
            app = Application(
                native, f"northwind_{slug}_1", label, "AUTO_LOGIN", since, "https://jira.northwind.example"
            )
        case PlayedKind.JIRA_ACCOUNT:
            where = "https://jira.northwind.example/login.jsp"
            app = Application(native, f"northwind_{slug}_1", f"{label} (Jira)", "BROWSER_PLUGIN", since, where)
        case _:
            where = f"{host if held.source == LABS else 'https://git.northwind.example'}/login"
            app = Application(native, f"northwind_{slug}_1", f"{label} (Bitbucket)", "BROWSER_PLUGIN", since, where)
    app.stored.append((max(since, held.created), held))
    if rng.random() < 0.08:
        app.inactive_from = BEGINS - rng.randrange(5, 200) * DAY
    return app


def _case_files(simulation: Simulation, rng: Random, held: list[Credential]) -> None:
    """Files that were uploaded before the end of the window hold some exposed credentials; most files hold none."""
    start = 0
    while start < len(held):
        part = tuple(held[start : start + 1 + rng.randrange(2)])
        uploaded = at("2023-10-02T10:11:12") if start == 0 else BEGINS + rng.randrange(-60 * DAY, 18 * DAY)
        uploaded = max(uploaded, *(one.created + DAY for one in part))
        simulation.estate.files.append(_file(simulation, rng, uploaded, part))
        start += len(part)
    for _ in range(4):
        simulation.estate.files.append(_file(simulation, rng, BEGINS + rng.randrange(-80 * DAY, 50 * DAY), ()))
    simulation.estate.files.sort(key=lambda one: one.uploaded)


def _file(simulation: Simulation, rng: Random, uploaded: int, held: tuple[Credential, ...]) -> CaseFile:
    uploaded -= uploaded % SECOND
    return CaseFile(f"0{digits(rng, 7)}", uploaded, held, simulation.admin(rng).mail)


def _vend(simulation: Simulation, rng: Random, build: Builder) -> None:
    """An exposed key makes keys for other users; the keys that it made in the window are exposed with it."""
    vendor = next(
        one for one in simulation.exposed
        if one.kind is PlayedKind.AWS_KEY
        and one not in simulation.four and _busy(simulation, one)
    )  # fmt: skip
    simulation.reserve(vendor)
    simulation.vending = vendor
    vendor.principal.policies = ("IAMFullAccess",)
    moments = [BEGINS + rng.randrange(5, 19) * DAY + rng.randrange(8, 18) * HOUR for _ in range(2 + rng.randrange(3))]
    for ms in moments:
        made = vend(simulation, rng, build, vendor, ms)
        simulation.exposed.append(made)


def _busy(simulation: Simulation, held: Credential) -> bool:
    machine = simulation.estate.machine(held)
    return machine is not None and not machine.quiet


def vend(simulation: Simulation, rng: Random, build: Builder, vendor: Credential, ms: int) -> Credential:
    """One key creates a user and a key for that user, which is used at once."""
    account = account_of(vendor.source)
    name = build.fresh("aws", build.login)
    user = build.principal(vendor.source, name, aws_id(rng, "AIDA"), name, "", ms)
    user.policies = ("AmazonS3ReadOnlyAccess",)
    made = Credential(PlayedKind.AWS_KEY, vendor.source, name, aws_id(rng, "AKIA"), user, ms + 2 * SECOND, [])
    made.states.append((made.created, "active"))
    machine = simulation.estate.machine(vendor)
    phase = machine.phase(ms) if machine else None
    address, agent = (phase.addresses[0], phase.agent) if phase else ("192.0.2.9", "aws-sdk-go/1.45.19")
    identity = key_identity(vendor)
    parameters = f'{{"userName":"{name}"}}'
    record = event(rng, ms, account, identity, "iam", "CreateUser", address, agent, reads=False, parameters=parameters)
    simulation.folder.plan(record)
    record = create_key(rng, made.created, identity, address, agent, made)
    simulation.folder.plan(record)
    simulation.hold(made)
    used = build.machine(made)
    used.holds = [(made.created + 20 * MINUTE, made)]
    made.used = 0
    return made


def _later(simulation: Simulation, rng: Random) -> None:
    """Credentials that were stored or sent after the window, and so are not exposed."""
    taken = {id(one) for one in simulation.exposed}
    others = [
        one for one in simulation.estate.credentials
        if one.kind in STORABLE and id(one) not in taken and _single(simulation, one)
    ]  # fmt: skip
    rng.shuffle(others)
    for number, held in enumerate(others[: max(3, len(others) // 12)]):
        ms = at("2023-10-23") + rng.randrange(0, 25) * DAY + rng.randrange(9, 17) * HOUR
        if number % 3 == 0:
            simulation.estate.files.append(_file(simulation, rng, ms, (held,)))
        else:
            app = store(rng, held, ms)
            app.stored = [(ms, held)]
            app.inactive_from = ms + 1000 * DAY
            simulation.estate.applications.append(app)
        simulation.reserve(held)
    simulation.estate.files.sort(key=lambda one: one.uploaded)


def renew_in_window(simulation: Simulation, change: Lifecycle) -> None:
    """Two stored keys are rotated by routine inside the window: both the old and the new value were stored then."""
    rng = change.rng
    found = [
        one for one in simulation.exposed
        if one.kind is PlayedKind.AWS_KEY and one.created < BEGINS
        and one not in simulation.four and simulation.free(one)
    ]  # fmt: skip
    for old in found[1:5:3]:
        app = next((one for one in simulation.estate.applications if one.holding(BEGINS) is old), None)
        machine = simulation.estate.machine(old)
        if app is None or machine is None:
            continue
        ms = at("2023-10-03") + rng.randrange(8, 30) * HOUR
        new = change.create(PlayedKind.AWS_KEY, old, ms)
        app.stored.append((ms + HOUR, new))
        machine.holds.append((ms + HOUR, new))
        change.disable(old, ms + 20 * HOUR)
        change.delete(old, ms + 4 * DAY)
        simulation.exposed.append(new)
        simulation.reserve(old)
