"""The truth file: the true events and footholds, by which hunts are judged. It is beside the folder, and the
pipeline never reads it."""

from pathlib import Path

import orjson

from keyroll.model.earlier import with_earlier
from keyroll.replay.engine import Intrusion
from keyroll.replay.estate import ACTIVE, Credential
from keyroll.replay.simulation import Noted, Simulation
from keyroll.replay.stages import STAGES, stage
from keyroll.replay.times import BEGINS, ENDS, WINDOW, day_of, iso
from keyroll.replay.unsurveyed import truth as unsurveyed

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


def write(simulation: Simulation, intrusion: Intrusion | None, path: Path) -> None:
    """Write the truth file."""
    alive = sum(one.state(ENDS) == ACTIVE for one in simulation.estate.credentials)
    truth = {
        "scenario": "thanksgiving", "seed": simulation.seed, "scale": simulation.scale, "begins": iso(BEGINS),
        "ends": iso(ENDS), "incident": {"vendor": VENDOR, "from": day_of(WINDOW[0]), "to": day_of(WINDOW[1] - 1)},
        "credentials": alive, "unsurveyed": unsurveyed(simulation.unsurveyed),
        "exposed": [_credential(held) for held in simulation.exposed],
        "survivors": [_credential(left.credential) | {"reason": left.reason} for left in simulation.survivors],
        "intrusion": intrusion.truth(intrusion.placed(stage=stage), stages=STAGES) if intrusion else None,
        "changes": _noted(simulation.changes), "firsts": _noted(simulation.firsts),
    }  # fmt: skip
    path.write_bytes(orjson.dumps(with_earlier(truth), option=orjson.OPT_INDENT_2))
