"""The truth file: what really happened, for judging; it lies beside the folder and is never read by the pipeline."""

from pathlib import Path

import orjson

from keyroll.model.earlier import with_earlier
from keyroll.replay.estate import ACTIVE, Credential
from keyroll.replay.intruder import Intruder
from keyroll.replay.simulation import Noted, Simulation
from keyroll.replay.stages import STAGES, stage
from keyroll.replay.times import BEGINS, ENDS, WINDOW, day_of, iso

VENDOR = "Okta"


def _credential(one: Credential) -> dict[str, object]:
    return {
        "provider": one.source.partition("@")[0], "source": one.source, "kind": one.kind.native, "name": one.name,
        "identifier": one.identifier,
    }  # fmt: skip


def _noted(found: list[Noted]) -> list[dict[str, object]]:
    return [
        {"identifier": one.identifier, "what": one.what, "time": iso(one.time)}
        for one in sorted(found, key=lambda n: n.time)
    ]


def _intrusion(simulation: Simulation, intruder: Intruder) -> dict[str, object]:
    acts: list[tuple[int, dict[str, object]]] = []
    for act in intruder.acts:
        place = simulation.folder.place(act.key)
        if place is None:
            continue
        acts.append((place.time, {
            "step": act.step, "stage": stage(act.step, act.what), "time": iso(place.time),
            "source": place.log.source, "log": place.log.name, "file": place.file, "record": place.record,
            "what": act.what,
        }))  # fmt: skip
    acts.sort(key=lambda one: one[0])
    return {
        "first_success": iso(intruder.first_success) if intruder.first_success else None,
        "stages": STAGES,
        "acts": [one for _, one in acts],
        "footholds": [{"kind": one.kind, "name": one.name, "time": iso(one.time)} for one in intruder.footholds],
    }


def write(simulation: Simulation, intruder: Intruder | None, path: Path) -> None:
    """Writes the truth file."""
    alive = sum(one.state(ENDS) == ACTIVE for one in simulation.estate.credentials)
    path.write_bytes(
        orjson.dumps(
            with_earlier(
                {
                    "scenario": "thanksgiving",
                    "seed": simulation.seed,
                    "scale": simulation.scale,
                    "begins": iso(BEGINS),
                    "ends": iso(ENDS),
                    "incident": {"vendor": VENDOR, "from": day_of(WINDOW[0]), "to": day_of(WINDOW[1] - 1)},
                    "credentials": alive,
                    "exposed": [_credential(one) for one in simulation.exposed],
                    "survivors": [_credential(one.credential) | {"reason": one.reason} for one in simulation.survivors],
                    "intrusion": _intrusion(simulation, intruder) if intruder else None,
                    "changes": _noted(simulation.changes),
                    "firsts": _noted(simulation.firsts),
                }
            ),
            option=orjson.OPT_INDENT_2,
        )
    )
