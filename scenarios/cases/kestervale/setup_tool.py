"""The account of the tool that sets hosts up reads members, from the host beside the one where it runs.

After Dropbox Sign (2024): a service account of a configuration tool, with rights in production, reached the customers'
database.
"""

from scenarios.kit import HOUR, MINUTE, Scene, intrusion

#: Another host of the data centre, next to the tool's own, on which nothing of it ever ran.
_BESIDE = "198.18.20.33"
#: Table by table, a few a night; what is read first tells what is worth a copy.
_NIGHTS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (2, ("tables", "read members.settings")), (3, ("roles", "read members.persons")),
    (5, ("read claims.persons", "read members.payments", "read claims.settings")),
    (6, ("read members.persons", "read members.files")), (9, ("read claims.cases", "read claims.notes")),
    (10, ("read providers.persons", "read members.settings", "read claims.cases")),
    (13, ("copy members.persons", "read claims.files")), (15, ("copy claims.cases", "copy members.payments")),
)  # fmt: skip


@intrusion("The account of the tool that sets hosts up reads members")
def plan(scene: Scene) -> None:
    """Two or three statements on eight nights, with the tool's own name for a client but the first time."""
    rng, since = scene.rng("intruder"), 0
    role, token = scene.held("postgresql", "setup_adm", 17), scene.held("openbao", "token-setup", 17)
    base, vault = scene.intruder(rng, role, address=_BESIDE), scene.intruder(rng, token, address=_BESIDE)
    for number, (day, statements) in enumerate(_NIGHTS):
        ms = scene.at(day, 1) + rng.randrange(4 * HOUR)
        steps = []
        for act, _, table in (statement.partition(" ") for statement in statements):
            kind = "look" if not table or table.endswith("settings") else "take"
            steps.append((act, table, f"{kind}: {'table copied' if act == 'copy' else 'database asked'}"))
        base.series(ms, steps, 2 * MINUTE, 33 * MINUTE, agent="psql" if number == 0 else role.agent)
        if day in (3, 9):
            secrets = ("hosts/accounts", "members/db")[: 1 + number % 2]
            reads = [("read", thing, "take: secret read") for thing in secrets]
            vault.series(ms + HOUR, reads, MINUTE, 8 * MINUTE, agent=token.agent)
            since = since or ms + HOUR
    base.holds()
    vault.holds(since)
