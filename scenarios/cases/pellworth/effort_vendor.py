"""The token of a vendor that counts how engineers work clones repositories; a password in one opens a database.

After Waydev (2020): a vendor's store of tokens for code, what the tokens could read, and a database of one of its
customers. No list of the college names the token.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_HOSTS, _TABLES = ("244.77.9.200", "244.78.1.12"), "246.30.2.99"


@intrusion("The token of a vendor that counts work clones code, and a database is read")
def plan(scene: Scene) -> None:
    """Lists on one day, eleven clones on three; four days later a database's role from outside, on two nights."""
    rng = scene.rng("intruder")
    token = scene.intruder(rng, scene.named("github", "effortlens"), address=_HOSTS[0], agent="PycURL/7.45.3")
    ms = scene.at(2, 10) + rng.randrange(9 * HOUR)
    token.series(
        ms, [("user", ""), ("orgs", ""), ("repos", ""), ("list", ""), ("secrets!403", "cloud")], SECOND, 9 * SECOND
    )
    wanted = ["cloud", "vault-rules", "enrol-app", "identity-rules", "enrol-forms", "cellar-hosts", "clinic-lines",
              "grants-app", "housing-app", "library-app", "site"]  # fmt: skip
    for day, count in ((3, 4), (4, 4), (6, 3)):
        ms = scene.at(day, 9) + rng.randrange(5 * HOUR)
        clones = [("clone", wanted.pop(0), "take: repository cloned") for _ in range(count)]
        token.series(ms, clones, 30 * SECOND, 6 * MINUTE, agent="git/2.17.1", address=_HOSTS[day % 2])
    token.holds()
    role = scene.intruder(rng, scene.named("postgresql", "enrol_app"), address=_TABLES, agent="psql")
    ms = since = scene.at(10, 8) + rng.randrange(3 * HOUR)
    role.series(
        ms, [("version", ""), ("databases", ""), ("tables", ""), ("count", "enrol.persons")], 20 * SECOND, 2 * MINUTE
    )
    ms = scene.at(11, 8) + rng.randrange(3 * HOUR)
    steps = [("all", f"enrol.{name}", "take: table read") for name in ("persons", "contacts", "marks")]
    role.series(ms, steps, MINUTE, 12 * MINUTE)
    role.holds(since)
