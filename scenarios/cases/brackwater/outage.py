"""A surge: for three hours half of the systems refuse everybody, and machines try again, some from a second site."""

from scenarios.companies.brackwater import OTHER_REGION
from scenarios.kit import HOUR, SECOND, Scene, surge

_REFUSED = {"aws": "1", "gitlab": "503", "jira": "503", "confluence": "503", "cloudflare": "1"}


@surge("An outage: everybody is refused, and tries again")
def plan(scene: Scene) -> None:
    """Each try is eight in a row with a longer wait each time; afterwards all goes on from where it always was."""
    rng, begins = scene.rng("outage"), scene.at(3, 10)
    for number, machine in enumerate(scene.machines):
        if machine.system not in _REFUSED:
            continue
        second = f"{OTHER_REGION[0]}.{20 + number}" if number % 4 == 0 else ""
        user = scene.user(rng, machine, address=second)
        act = f"{machine.acts[0]}!{_REFUSED[machine.system]}"
        for ms in range(begins + number % 20 * SECOND, begins + 3 * HOUR, HOUR):
            at = ms
            for again in range(8):
                thing = machine.things[(number + again) % len(machine.things)] if machine.things else ""
                user.act(at, act, thing, error="ThrottlingException")
                at += (2 << again) * SECOND + rng.randrange(SECOND)
        if second:
            user.act(begins + 3 * HOUR, machine.acts[0], machine.things[0])
