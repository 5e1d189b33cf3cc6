"""The cost of a hunt: each stage, and the most expensive behaviours, as tables and as rows of JSON."""

from collections.abc import Iterator, Sequence

from keyroll.detection.timings import StageCost, Timings
from keyroll.report.document import Block, Document, Gap, Line, Table

_HEADINGS = ("seconds", "processor", "rows in", "rows out")


def timed(timings: Timings) -> Document:
    """Return the screen: the stages in the order of the work, then the most expensive behaviours."""
    blocks: list[Block] = [Line("Seconds of each stage:"), _table("stage", timings.stages), Gap()]
    if timings.behaviours:
        named = Line("The most expensive behaviours, a part of the stage of their signals:")
        blocks += [named, _table("behaviour", timings.most_expensive), Gap()]
    return Document(blocks)


def timing_rows(timings: Timings) -> Iterator[dict[str, object]]:
    """Yield a row for each stage and for each of the most expensive behaviours."""
    for of, costs in (("stage", timings.stages), ("behaviour", timings.most_expensive)):
        for cost in costs:
            yield {
                "of": of, "name": cost.name, "seconds": round(cost.seconds, 3),
                "processor_seconds": round(cost.processor_seconds, 3),
                "rows_in": cost.rows_in, "rows_out": cost.rows_out,
            }  # fmt: skip


def _table(of: str, costs: Sequence[StageCost]) -> Table:
    rows = tuple(
        (f"{cost.seconds:.2f}", f"{cost.processor_seconds:.2f}", f"{cost.rows_in:,}", f"{cost.rows_out:,}", cost.name)
        for cost in costs
    )
    return Table((*_HEADINGS, of), rows, indent=2)
