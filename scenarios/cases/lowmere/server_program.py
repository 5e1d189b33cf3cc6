"""Passwords are tried at the database until one fits; a role is made superuser, and COPY runs a program.

After PG_MEM (2024): hundreds of tries, a role of the intruder's own, the known one demoted, and programs that compute
for others.
"""

from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, intrusion

_FROM, _BACK = ("250.44.7.9", "250.44.7.10"), "250.201.3.66"
_NAMES = ("admin", "root", "pgsql", "test", "user", "sa")


@intrusion("A guessed password makes a superuser, and COPY runs a program")
def plan(scene: Scene) -> None:
    """Some hundred tries in two nights; a minute of statements; the own role again on three days."""
    rng, known = scene.rng("intruder"), scene.held("postgresql", "postgres", 16)
    for night in (2, 3):
        ms = scene.at(night, 7) + rng.randrange(2 * HOUR)
        for number in range(140):
            name = "postgres" if number % 2 else rng.choice(_NAMES)
            guesser = scene.intruder(rng, _role(name), address=_FROM[number % 2])
            guesser.act(ms, "read!1", "", "look: password tried")
            ms += SECOND + rng.randrange(40 * SECOND)
    owner = scene.intruder(rng, known, address=_FROM[1], agent="psql")
    ms += MINUTE
    steps = (("version", "", "look: version"), ("roles", "", "look: roles"),
             ("superuser", "psql_sys", "stay: role made"), ("scratch", "cmd_exec", "use: table made"),
             ("program", "cmd_exec", "use: program run"), ("drop", "cmd_exec", "hide: table dropped"),
             ("demote", "postgres", "stay: role demoted"))  # fmt: skip
    end = owner.series(ms, steps, 2 * SECOND, 9 * SECOND)
    made = _role("psql_sys", end)
    scene.adds(made)
    back = scene.intruder(rng, made, address=_BACK, agent="psql")
    for day in (5, 8, 13):
        ms = scene.at(day, 9) + rng.randrange(6 * HOUR)
        again = (("scratch", "cmd_exec", "use: table made"), ("program", "cmd_exec", "use: program run"),
                 ("drop", "cmd_exec", "hide: table dropped"), ("tables", "", "look: tables"))  # fmt: skip
        back.series(ms, again, 2 * SECOND, 20 * SECOND)
    scene.foothold("account", "postgresql@main:role:psql_sys", end)
    owner.holds()


def _role(name: str, created: int = 0) -> Machine:
    return Machine("postgresql", name, name, _FROM[0], "", FOREVER, 1, [], (), created=created)
