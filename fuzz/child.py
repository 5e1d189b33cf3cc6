"""One process that fuzzes one family for some time and writes its results; ``run.py`` starts it."""

import hashlib
import json
import os
import random
import resource
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fuzz.family import Family, Harness, family
from keyroll.errors import KeyrollError

SRC = str(Path(__file__).resolve().parents[1] / "src")
#: The modules whose coverage guides the fuzzer, by family: fewer modules give more inputs a second.
OF_ALL = (
    "keyroll.model",
    "keyroll.intake",
    "keyroll.security_events",
    "keyroll.clock",
    "keyroll.addresses",
    "keyroll.secret",
)
INSTRUMENTED = {
    "sigma": ("keyroll.detection.sigma", "sigma"),
    "evidence": ("keyroll.proof.evidence",),
    "questions": ("keyroll.store.guard", "keyroll.store.hints"),
    "estimates": ("keyroll.inventory.estimate",),
    "listings": ("keyroll.providers", "keyroll.model", "keyroll.intake"),
    "words": (*OF_ALL, "keyroll.providers", "keyroll.proof.probe"),
    "settings": ("keyroll.config", "keyroll.intake.connections", "keyroll.proof.probe"),
}
#: The factor between the total time of an input and its processor time limit.
WAITS = 6
#: The seconds for which a fault's input is made smaller.
SMALLER = 3.0


def signature(error: BaseException) -> str:
    """Return the signature of a fault: the error's type, and the last line of keyroll in its traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if one.filename.startswith(SRC)] or list(frames)
    place = f"{own[-1].filename.removeprefix(SRC + '/')}:{own[-1].name}" if own else "?"
    return f"{type(error).__name__} at {place}"


@dataclass
class Watched:
    """Runs inputs, judges the outcome of each, and keeps counts."""

    family: Family
    harness: Harness
    work: Path
    inputs: int = 0
    answers: int = 0
    slowest: float = 0.0
    faults: dict[str, dict[str, Any]] = field(default_factory=dict)
    until: float = float("inf")
    written: float = 0.0
    current: int = field(init=False)

    def __post_init__(self) -> None:
        self.current = os.open(self.work / "current", os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)

    def run(self, data: bytes) -> None:
        """Run one input; a fault is written to a file, and the next input runs."""
        self.inputs += 1
        os.ftruncate(self.current, os.pwrite(self.current, data, 0))
        peak, began, worked = _peak(), time.monotonic(), time.process_time()
        try:
            self.harness(data)
            self.answers += 1
        except KeyrollError:
            self.answers += 1
        except (Exception, RecursionError) as error:  # noqa: BLE001 - whatever it is, it is a fault to report
            self._fault(signature(error), data, "".join(traceback.format_exception(error))[-3000:])
        # Processor time: a busy machine makes every input slow. An input that only waits is reported as well.
        took = max(time.process_time() - worked, (time.monotonic() - began) / WAITS)
        if took > self.slowest:
            self.slowest = took
            (self.work / "slowest").write_bytes(data)
        if took > self.family.longest:
            self._note("slow", data, f"{took:.1f} s")
        if self.inputs > 1 and _peak() - peak > self.family.memory:
            self._note("memory", data, f"{_peak() - peak} MB")
        now = time.monotonic()
        if now - self.written > 1 or now > self.until:
            self.account()
        if now > self.until:
            os._exit(0)  # libFuzzer counts its time from the end of all seeds.

    def account(self) -> None:
        """Write the counts so far: the process may be killed at any time."""
        self.written = time.monotonic()
        told = {"inputs": self.inputs, "answers": self.answers, "slowest": round(self.slowest, 3), "peak": _peak()}
        part = self.work / "account.part"
        part.write_text(json.dumps(told | {"faults": self.faults}))
        part.replace(self.work / "account.json")

    def _fault(self, name: str, data: bytes, said: str) -> None:
        if name not in self.faults:
            self._note(name, self._smaller(name, data), said)
        self.faults[name]["times"] += 1

    def _note(self, name: str, data: bytes, said: str) -> None:
        key = hashlib.sha256(name.encode() + (data if name in ("slow", "memory") else b"")).hexdigest()[:12]
        if name in self.faults:
            return
        place = self.work / "faults" / key
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
        self.faults[name] = {"file": str(place), "size": len(data), "said": said, "times": 0}
        self.account()

    def _smaller(self, name: str, data: bytes) -> bytes:
        """Return less of an input that still shows the fault."""
        until, size = time.monotonic() + SMALLER, max(1, len(data) // 2)
        while size and time.monotonic() < until:
            place = 0
            while place < len(data) and time.monotonic() < until:
                less = data[:place] + data[place + size :]
                if self._shows(name, less):
                    data = less
                else:
                    place += size
            size //= 2
        return data

    def _shows(self, name: str, data: bytes) -> bool:
        try:
            self.harness(data)
        except KeyrollError:
            return False
        except (Exception, RecursionError) as error:  # noqa: BLE001
            return signature(error) == name
        return False


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def chance(watched: Watched, seeds: list[bytes], seconds: float, seed: int) -> None:
    """Mutate seeds at random until the time is over."""
    by, until = random.Random(seed), time.monotonic() + seconds
    for one in seeds:
        if time.monotonic() < until:
            watched.run(one)
    while time.monotonic() < until:
        watched.run(watched.family.mutated(by.choice(seeds), by))


def guided(watched: Watched, corpus: Path, seconds: float, seed: int) -> None:
    """Let coverage choose which inputs are mutated further; does not return."""
    import atheris

    watched.until = time.monotonic() + seconds

    def mutate(data: bytes, most: int, number: int) -> bytes:
        by = random.Random(number)
        if by.random() < 0.25:
            return bytes(atheris.Mutate(data, most))
        return watched.family.mutated(data, by)[:most]

    atheris.Setup(
        [
            "fuzz",
            str(corpus),
            f"-max_total_time={max(1, int(seconds))}",
            f"-seed={seed}",
            f"-artifact_prefix={watched.work}/dead-",
            f"-max_len={watched.family.largest}",
            f"-timeout={max(30, int(watched.family.longest * 4))}",
            "-rss_limit_mb=3000",
            "-print_final_stats=1",
        ],
        watched.run,
        custom_mutator=mutate,
    )
    atheris.Fuzz()


def prepared(name: str, work: Path, engine: str) -> Watched:
    """Return a family's harness, with coverage if coverage guides it."""
    work.mkdir(parents=True, exist_ok=True)
    place = work / "place"
    place.mkdir(exist_ok=True)
    if engine != "guided":
        found = family(name)
        return Watched(found, found.make(place), work)
    import atheris

    with atheris.instrument_imports(include=[*INSTRUMENTED.get(name, OF_ALL)], enable_loader_override=False):
        found = family(name)
        return Watched(found, found.make(place), work)


def main() -> None:
    """Take name, seconds, seed, engine and folder."""
    name, seconds, seed, engine, folder = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ["KEYROLL_FUZZ"] = "1"
    work = Path(folder)
    watched = prepared(name, work, engine)
    watched.account()
    corpus = work / "corpus"
    seeds = [one.read_bytes() for one in sorted(corpus.iterdir())]
    run: Callable[..., None] = guided if engine == "guided" else chance
    run(watched, corpus if engine == "guided" else seeds, float(seconds), int(seed))
    watched.account()


if __name__ == "__main__":
    main()
