"""Times the evidence log: ``python bench/evidence.py --statements 100000 [--ledger postgresql+psycopg://…]``.

Prints a Markdown table: statements signed and appended a second, the time of proofs, the speed of checking bundles.
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from keyroll.clock import FixedClock
from keyroll.model.incident import Grade, Incident, Item, Verdict, VerdictKind
from keyroll.proof.evidence import merkle
from keyroll.proof.evidence.bundle import bundle
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.proof.evidence.sign import Signer
from keyroll.proof.evidence.verify import inspect
from keyroll.proof.pointer import Pointer
from keyroll.proof.verdict import Judgement, Why
from keyroll.secret import Secret
from keyroll.store.ledger.ledger import Ledger

NOW = datetime(2023, 11, 23, 16, tzinfo=UTC)


def found(name: str, many: int, start: int = 0) -> Iterator[tuple[Item, Judgement]]:
    because = "gone from the provider's list since 2023-10-27, in 5 complete reads"
    evidence = (Pointer("3b" * 32, 99), Pointer("19" * 32, 0), Pointer("d4" * 32, 0))
    judged = Judgement(VerdictKind.DEAD, Grade.C, Why.GONE, because, evidence)
    for number in range(start, start + many):
        yield Item(name, f"aws@*:access_key_id:AKIA{number:016}", f"key-{number}", "access_key", "aws@main", ()), judged


def prove(log: EvidenceLog, incident: Incident, some: list[tuple[Item, Judgement]]) -> None:
    signed = log.signed(incident, some, NOW)
    rows = [
        Verdict(incident.name, item.identifier, one.verdict, NOW, one.grade, one.because, [{"raw": "3b", "record": 99}])
        for item, one in some
    ]
    with log.ledger.together() as ledger:
        ledger.put_verdicts(rows)
        log.within(ledger).append(signed)


def appended(log: EvidenceLog, incident: Incident, some: list[tuple[Item, Judgement]]) -> None:
    log.append(log.signed(incident, some, NOW))


def used(work: Callable[[], float], many: int) -> str:
    """Return statements a second by the clock, and by processor time only, for machines that are not idle."""
    before = time.process_time()
    seconds = work()
    return f"{many / seconds:,.0f}/s ({many / (time.process_time() - before):,.0f} a second of one processor)"


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def append(log: EvidenceLog, many: int, batch: int, *, verdicts: bool) -> float:
    # One incident a batch, as in campaigns; there is one log.
    seconds = 0.0
    for number, start in enumerate(range(0, many, batch)):
        incident = Incident(f"{verdicts}-{number}", "Okta", NOW, NOW, NOW, "bench")
        log.ledger.open_incident(incident)
        log.opened(incident)
        some = list(found(incident.name, min(batch, many - start), start))
        if verdicts:
            seconds += timed(partial(prove, log, incident, some))
        else:
            seconds += timed(partial(appended, log, incident, some))
        seconds += timed(lambda: log.seal(NOW))
    return seconds


def include(log: EvidenceLog, index: int, size: int) -> None:
    spans = merkle.inclusion_spans(index, size)
    merkle.proof(spans, log.hashes(merkle.needed(spans)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=5_000)
    parser.add_argument("--ledger", help="default: SQLite, synchronous=FULL, in a new folder")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        key = Secret(b"install key")
        ledger = Ledger.open(chosen.ledger or Path(folder) / "ledger.sqlite", FixedClock(NOW), key=lambda: key)
        log = EvidenceLog(ledger, signer=Signer.open(Secret(b"11" * 32)), install_key=key)
        print(f"| {ledger.engine.dialect.name}, {chosen.statements:,} statements | |\n|---|---|")
        many = chosen.statements
        rate = used(lambda: append(log, many, chosen.batch, verdicts=False), many)
        print(f"| signed and appended, in batches of {chosen.batch:,} | {rate} |", flush=True)
        size, numbers = ledger.evidence_size(), random.Random(1)
        times = [timed(lambda: include(log, numbers.randrange(size), size)) * 1000 for _ in range(1000)]
        worst = statistics.quantiles(times, n=100)[-1]
        print(f"| inclusion proof, median / 99 % | {statistics.median(times):.2f} / {worst:.2f} ms |")
        grown = merkle.consistency_spans(size // 3, size)
        taken = timed(lambda: merkle.proof(grown, log.hashes(merkle.needed(grown))))
        print(f"| consistency proof | {taken * 1000:.2f} ms |")
        rate = used(lambda: append(log, many // 5, chosen.batch, verdicts=True), many // 5)
        print(f"| the same with their verdict rows | {rate} |")
        content = b""

        def write() -> None:
            nonlocal content
            content = bundle(log, "False-0")

        many, begun = min(chosen.batch, many), time.process_time()
        taken, spent = timed(write), time.process_time() - begun
        written = f"{taken:.2f} s ({spent:.2f} s of processor), {len(content) / 1e6:.1f} MB"
        print(f"| bundle of {many:,} written | {written} |")
        rate = used(lambda: timed(lambda: inspect(content, now=NOW)), many)
        print(f"| bundle of {many:,} checked | {rate} |")
        print(f"| peak memory | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB |")


if __name__ == "__main__":
    main()
