"""A token that reads tags for release notes reads builds' variables, one a day, each time from another home."""

from scenarios.companies.brackwater import PROJECTS
from scenarios.kit import HOUR, Scene, intrusion

#: As a network of rented homes gives them: none comes twice.
_FROM = ("241.17.8.90", "241.203.77.4", "242.66.130.21", "242.141.9.188", "243.5.54.33", "243.88.201.7",
         "244.31.16.149", "244.190.3.62", "245.72.118.240")  # fmt: skip


@intrusion("A token reads builds' variables, each time from another home")
def plan(scene: Scene) -> None:
    """Nine acts in ten days with the token's own library: a read that it always does, then eight that it never did."""
    rng, token = scene.rng("intruder"), scene.named("gitlab", "release-notes")
    intruder = scene.intruder(rng, token)
    wanted = [name for name in PROJECTS if name.endswith("/deploy")]
    rng.shuffle(wanted)
    homes = list(_FROM)
    rng.shuffle(homes)
    for number, day in enumerate((1, 2, 3, 4, 6, 7, 8, 9, 10)):
        ms = scene.at(day, 17) + rng.randrange(6 * HOUR)
        act, thing = ("variables", wanted.pop()) if number else ("tags", token.things[0])
        intruder.act(ms, act, thing, f"{'take' if number else 'look'}: {act} read", address=homes.pop())
    intruder.holds()
