"""An opened row of a list: its observations, each with its raw record and hash."""

from collections.abc import Sequence

from keyroll.report.document import Block, Document, Gap, Line, Tone
from keyroll.report.listing.opening import Traced


def trace_document(row_id: str, observations: Sequence[Traced]) -> Document:
    """Return the screen of a row and its observations, oldest first."""
    blocks: list[Block] = [Line(row_id, Tone.TITLE)]
    if not observations:
        blocks.append(Line("no observation of it has a raw record", Tone.BAD))
    for observation in observations:
        place = f"{observation.source} {observation.part}"
        blocks += [Gap(), Line(f"{observation.at:%Y-%m-%d %H:%M:%S}  {observation.what}  ({place})")]
        unit = "record" if observation.is_log else "page"
        blocks.append(Line(f"{observation.file or 'file ' + observation.raw}, {unit} {observation.record}", indent=4))
        if observation.lost:
            blocks.append(Line(observation.lost, Tone.BAD, indent=4))
        else:
            blocks.append(Line(f"sha256 {observation.sha256}", Tone.QUIET, indent=4))
    return Document(blocks)
