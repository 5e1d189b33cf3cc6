"""An account's password, taken years ago from a computer, copies the tickets; a token in them opens the vault.

After the thefts that HELLCAT told of (2024 and 2025): old passwords of the tracker, its interface read page by page,
and files by the thousand.
"""

from dataclasses import replace
from urllib.parse import quote_plus

from keyroll.replay.streams import code
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.estates.kestervale_cloud import Openbao
from scenarios.estates.kestervale_desk import BOARDS, attached
from scenarios.machine import FOREVER, Machine
from scenarios.organisations import KESTERVALE
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.visit import held, visit

_EXITS = ("249.55.8.130", "249.55.8.131", "249.120.71.4")
_WITH = "python-requests/2.28.1"


def plan(scene: Scene) -> None:
    """A look; on the next night all boards, on the one after it files for five hours; then the vault."""
    rng, one = scene.rng("intruder"), held(scene, "jira", "kv-weekly", 17)
    told = {"address": _EXITS[0], "agent": _WITH, "exactly": "1"}
    ms = scene.start + 5 * DAY + 16 * HOUR + rng.randrange(5 * HOUR)
    look = [("look: myself", "myself", ""), *(("look: board", "board", board) for board in BOARDS)]
    visit(scene, rng, one, ms, look, (3 * SECOND, 40 * SECOND), **told)
    ms, steps = scene.start + 6 * DAY + 22 * HOUR + rng.randrange(2 * HOUR), []
    for number, board in enumerate(BOARDS):
        page = "search!403" if board == "LEGAL" else "search"
        many = 2 if board == "LEGAL" else 12 + number * 2
        steps += [("take: page of tickets", page, quote_plus(f"project = {board} ORDER BY id") + f"&startAt={50 * at}")
                  for at in range(many)]  # fmt: skip
    steps += [("take: board exported", "export", quote_plus(f"project = {board}")) for board in BOARDS[5:8]]
    visit(scene, rng, one, ms, steps, (2 * SECOND, 30 * SECOND), **told)
    ms = scene.start + 7 * DAY + 23 * HOUR
    for exit_ in _EXITS[1:]:
        steps = [("take: file taken", "attachment" if rng.random() < 0.9 else "attachment!404", attached(rng))
                 for _ in range(130)]  # fmt: skip
        ms = visit(scene, rng, one, ms, steps, (3 * SECOND, 2 * MINUTE), **{**told, "address": exit_})
    scene.foothold("credential", scene.systems["jira"].identifier(one), scene.first)
    _vault(scene, scene.start + 9 * DAY + 19 * HOUR)


def _vault(scene: Scene, ms: int) -> None:
    """What the operators' token may read; another token, which goes on for two days until it is found."""
    rng, vault = scene.rng("intruder", "vault"), scene.known("openbao", Openbao)
    ops, told = held(scene, "openbao", "token-ops", 17), {"address": _EXITS[2], "agent": "curl/8.5.0"}
    steps = [("look: self", "self", ""), ("look: mounts", "mounts", "")]
    steps += [("take: secret read", f"read{refused}", thing) for thing, refused in (
        ("ops/copies", ""), ("ops/alerts", ""), ("ops/cloud", ""), ("core/db", "!1"), ("hosts/ssh", "!1"),
        ("shared/ca", ""))]  # fmt: skip
    end = visit(scene, rng, ops, ms, steps, (5 * SECOND, MINUTE), **told)
    elsewhere = replace(ops, address=told["address"], agent=told["agent"], moves=[], upgrades=[])
    made = Machine("openbao", "token", code(rng, 24), _EXITS[1], "curl/8.5.0", FOREVER, 1, [], (), created=end)
    scene.machines.append(made)
    scene.hostile("stay: token made", vault.turns(rng, made, elsewhere, end, made=True))
    for day in (1, 2):
        steps = [("take: secret read", "read", thing) for thing in ("ops/copies", "ops/cloud", "claims/db")[day - 1 :]]
        visit(scene, rng, made, ms + day * DAY + 2 * HOUR, steps, (20 * SECOND, 6 * MINUTE), address=made.address)
    made.ended = ms + 3 * DAY - 9 * HOUR
    scene.ordinary(vault.changes(rng, made, scene.people[2], made.ended, made=False))
    scene.foothold("credential", vault.identifier(ops), ms)
    scene.foothold("credential", vault.identifier(made), end, made.ended)


SCENARIO = Scenario("An old password copies the tickets, and a token in them opens the vault", plan, company=KESTERVALE)
