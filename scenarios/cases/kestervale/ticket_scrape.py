"""An account's password, taken years ago from a computer, copies the tickets; a token in them opens the vault.

After the thefts that HELLCAT told of (2024 and 2025): old passwords of the tracker, its interface read page by page,
and files by the thousand.
"""

from dataclasses import replace
from urllib.parse import quote_plus

from scenarios.companies.kestervale import BOARDS
from scenarios.kit import DAY, FOREVER, HOUR, SECOND, Machine, Scene, code, intrusion
from scenarios.systems.jira import attached
from scenarios.systems.openbao import Openbao

_EXITS = ("249.55.8.130", "249.55.8.131", "249.120.71.4")
_WITH = "python-requests/2.28.1"


@intrusion("An old password copies the tickets, and a token in them opens the vault")
def plan(scene: Scene) -> None:
    """A look; on the next night all boards, on the one after it files for five hours; then the vault."""
    rng, account = scene.rng("intruder"), scene.held("jira", "kv-weekly", 17)
    intruder = scene.intruder(rng, account, address=_EXITS[0], agent=_WITH, exactly="1")
    ms = scene.at(5, 16) + rng.randrange(5 * HOUR)
    intruder.series(ms, [("myself", ""), *(("board", board) for board in BOARDS)], 3 * SECOND, 37 * SECOND)
    ms, steps = scene.at(6, 22) + rng.randrange(2 * HOUR), []
    for number, board in enumerate(BOARDS):
        page, many = ("search!403", 2) if board == "LEGAL" else ("search", 12 + number * 2)
        steps += [(page, quote_plus(f"project = {board} ORDER BY id") + f"&startAt={50 * at}", "take: page of tickets")
                  for at in range(many)]  # fmt: skip
    steps += [("export", quote_plus(f"project = {board}"), "take: board exported") for board in BOARDS[5:8]]
    intruder.series(ms, steps, 2 * SECOND, 28 * SECOND)
    ms = scene.at(7, 23)
    for exit_ in _EXITS[1:]:
        files = [("attachment" if rng.random() < 0.9 else "attachment!404", attached(rng)) for _ in range(130)]
        ms = intruder.series(ms, files, 3 * SECOND, 117 * SECOND, what="take: file taken", address=exit_)
    intruder.holds()
    _vault(scene, scene.at(9, 19))


def _vault(scene: Scene, ms: int) -> None:
    """What the operators' token may read; another token, which goes on for two days until it is found."""
    rng, vault = scene.rng("intruder", "vault"), scene.known("openbao", Openbao)
    ops, taken, origin = scene.held("openbao", "token-ops", 17), "take: secret read", (_EXITS[2], "curl/8.5.0")
    reads = ("ops/copies", "ops/alerts", "ops/cloud", "core/db!1", "hosts/ssh!1", "shared/ca")
    steps = [("self", "", "look: self"), ("mounts", "", "look: mounts")]
    steps += [(f"read{thing[-2:] if thing.endswith('!1') else ''}", thing.removesuffix("!1"), taken) for thing in reads]
    first = scene.intruder(rng, ops, address=origin[0], agent=origin[1])
    end = first.series(ms, steps, 5 * SECOND, 55 * SECOND)
    elsewhere = replace(ops, address=origin[0], agent=origin[1], moves=[], upgrades=[])
    made = Machine("openbao", "token", code(rng, 24), _EXITS[1], "curl/8.5.0", FOREVER, 1, [], (), created=end)
    scene.adds(made)
    scene.hostile("stay: token made", vault.turns(rng, made, elsewhere, end, made=True))
    second = scene.intruder(rng, made, address=made.address)
    for day in (1, 2):
        steps = [("read", thing, taken) for thing in ("ops/copies", "ops/cloud", "claims/db")[day - 1 :]]
        second.series(ms + day * DAY + 2 * HOUR, steps, 20 * SECOND, 340 * SECOND)
    made.ended = ms + 3 * DAY - 9 * HOUR
    scene.changed(rng, made, scene.people[2], made.ended, made=False)
    first.holds(ms)
    second.holds(end, made.ended)
