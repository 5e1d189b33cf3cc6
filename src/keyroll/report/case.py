"""The screen after a replay: the exposed credentials, the survivors with reasons, and a check of both."""

from collections.abc import Sequence

from keyroll.report.document import Block, Document, Gap, Line, Tone
from keyroll.report.incident import open_items, summary
from keyroll.report.words import count
from keyroll.response.campaign import Status


def case(title: str, about: str, status: Status, *, exact: bool, survivors: int, steps: Sequence[str]) -> Document:
    """Return the last screen of a replay; ``survivors`` is their number in its truth file."""
    by_truth = f"{count(survivors, 'survivor')} by the truth file"
    truth = (
        Line(f"{by_truth}: exactly these were found", Tone.GOOD)
        if exact
        else Line(f"{by_truth}: the result DIFFERS", Tone.BAD)
    )
    blocks: list[Block] = [
        Line(f"{title}. {about}", Tone.QUIET), Gap(), *summary(status), *open_items(status), Gap(), truth, Gap(),
        Line("Next", Tone.QUIET),
    ]  # fmt: skip
    return Document([*blocks, *(Line(step, indent=2) for step in steps)])
