"""The vendor register: who holds which credential, as a spreadsheet has it."""

import csv
import io
from collections.abc import Iterator, Sequence

from keyroll.replay.estate import Listing

_COLUMNS = ("vendor", "system", "credential", "kind", "owner", "note", "reviewed_on")


def vendors(found: Sequence[Listing]) -> Iterator[bytes]:
    """The whole register as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in found:
        writer.writerow((one.vendor, one.system, one.credential, one.kind, one.owner, one.note, one.reviewed))
    yield text.getvalue().rstrip("\n").encode()
