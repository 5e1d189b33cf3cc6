"""The vendor register: people's notes about who holds what, and remarks that prove nothing."""

from keyroll.replay.estate import PlayedKind, RegisterLine
from keyroll.replay.simulation import Simulation
from keyroll.replay.streams import stream
from keyroll.replay.times import BEGINS, DAY, day_of

UNUSED = "believed unused"
_NOTES = ("", "", "", "renew yearly", "contract until 2024", "shared with support team", UNUSED)


def compile_register(simulation: Simulation) -> None:
    """List the credentials that vendors hold, the four of the story, and some that only the register names."""
    rng = stream(simulation.seed, "register")
    owners = [one for one in simulation.staff if one.engineer and one.left > BEGINS + 90 * DAY]
    for machine in simulation.estate.machines:
        held = machine.holds[0][1]
        story = any(held is one for one in simulation.four)
        if held is None or held.created > BEGINS or not (machine.vendor or story or rng.random() < 0.04):
            continue
        vendor = machine.vendor or "internal"
        owner = "" if rng.random() < 0.3 else owners[rng.randrange(len(owners))].mail
        note = UNUSED if story else _NOTES[rng.randrange(len(_NOTES))]
        plain = held.kind in (PlayedKind.JIRA_ACCOUNT, PlayedKind.GIT_ACCOUNT) or rng.random() < 0.5
        simulation.estate.register.append(
            RegisterLine(
                vendor,
                held.kind.system,
                held.name if plain and held.kind is not PlayedKind.AWS_KEY else held.native,
                held.kind.native,
                owner,
                note,
                day_of(BEGINS - rng.randrange(20, 500) * DAY),
            )
        )
    simulation.estate.register.sort(key=lambda one: (one.vendor, one.system, one.credential))
