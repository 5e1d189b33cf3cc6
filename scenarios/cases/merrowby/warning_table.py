"""A password of the database is guessed; tables are copied and dropped, and one table says what is wanted for them.

After PLEASE_READ_ME (Guardicore, December 2020): passwords by lists against databases that the net can reach, no
program left behind, a table with a demand, and an account to come back by.
"""

from scenarios.companies.merrowby import TABLES
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, intrusion

_FROM, _BACK, _MADE = ("251.33.90.14", "251.33.90.15"), "252.8.61.7", "pgbackups"
_NAMES = ("postgres", "admin", "root", "app", "test", "backup", "web")


@intrusion("A guessed password copies and drops tables, and leaves a table with a demand")
def plan(scene: Scene) -> None:
    """Two hundred guesses in a night; after the right one ten minutes of work; the new account twice in two weeks."""
    rng, known = scene.rng("intruder"), scene.held("postgresql", "app", 16)
    ms = scene.at(2, 19) + rng.randrange(90 * MINUTE)
    for number in range(200):
        guesser = scene.intruder(rng, _role(_NAMES[number % 7]), address=_FROM[number % 2])
        guesser.act(ms, "read!1", "", "look: password tried")
        ms += SECOND + rng.randrange(30 * SECOND)
    owner = scene.intruder(rng, known, address=_FROM[1], agent="psql")
    taken = [name for name in TABLES if name.startswith(("gates", "passes", "sales", "queue"))][:14]
    steps = [("version", "", "look: version"), ("databases", "", "look: databases"), ("roles", "", "look: roles"),
             ("tables", "", "look: tables"), *(("copy", table, "take: table copied") for table in taken),
             *(("drop", table, "destroy: table dropped") for table in taken),
             ("scratch", "warning", "extort: table made"), ("write", "warning", "extort: demand written"),
             ("superuser", _MADE, "stay: role made")]  # fmt: skip
    end = owner.series(ms + 9 * SECOND, steps, 2 * SECOND, 40 * SECOND)
    made = _role(_MADE, end)
    scene.adds(made)
    back = scene.intruder(rng, made, address=_BACK, agent="psql")
    for day in (6, 13):
        looks = (("databases", "", "look: databases"), ("tables", "", "look: tables"),
                 ("count", "warning", "look: is it still there"))  # fmt: skip
        back.series(scene.at(day, 17) + rng.randrange(5 * HOUR), looks, 5 * SECOND, MINUTE)
    scene.foothold("account", f"postgresql@main:role:{_MADE}", end)
    owner.holds()


def _role(name: str, created: int = 0) -> Machine:
    return Machine("postgresql", name, name, _FROM[0], "", FOREVER, 1, [], (), created=created)
