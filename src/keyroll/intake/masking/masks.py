"""The masks of a home: one for each log and list, all with the fingerprints of its install key."""

from collections.abc import Callable
from typing import Final

from keyroll.intake.masking.mask import Fingerprints, RecordMask
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log, LogTable
from keyroll.providers.contracts.survey import Endpoint
from keyroll.providers.contracts.values import NO_VALUES, Values
from keyroll.providers.keyroll.survey import OWN
from keyroll.providers.live import Pull
from keyroll.providers.scan.survey import COPIES
from keyroll.store.home import Home

#: The file of a home with the fingerprints of all values that keyroll masked, sealed with a key of the install key.
KNOWN_VALUES: Final = "known.values"


class Masks:
    """Returns the mask of a log, a list or other input."""

    def __init__(self, home: Home) -> None:
        self._fingerprints = Fingerprints(home.install_key(), home.path / KNOWN_VALUES)
        self._made: dict[tuple[Values, bool, LogTable | None], RecordMask] = {}

    def of(self, what: Log | Endpoint | None) -> RecordMask:
        """Return the mask of a log's or a list's records; other input gets the mask that all share."""
        values = what.values if what else NO_VALUES
        table = isinstance(what, Endpoint) and what.format == "csv"
        form = what.table if isinstance(what, Log) else None
        mask = RecordMask(self._fingerprints, values, table=table, form=form)
        return self._made.setdefault((values, table, form), mask)

    def page(self, source: Source, pull: Pull) -> Callable[[bytes], bytes]:
        """Return the function that masks the values in the pages of a live read."""
        known = catalogue.logs(source.provider) if pull.log else catalogue.endpoints(source.provider)
        mask = self.of(known.get(pull.log or pull.endpoint))

        def clean(page: bytes) -> bytes:
            masked = mask.whole(page)
            self.save()
            return masked

        return clean

    def save(self) -> None:
        """Store the fingerprints of the values that were masked, so that later runs find copies of them."""
        self._fingerprints.met.save()

    @property
    def left_out(self) -> int:
        """The number of values that were masked and are not searched for elsewhere, because the most are known."""
        return self._fingerprints.met.left_out

    def text(self, text: str) -> str:
        """Return a text with its values masked: the name of a file, a reason."""
        return self.of(None).text(text)


def is_own(what: Log | Endpoint) -> bool:
    """Return whether keyroll itself writes the records: a scan's report, or the list of its own connections."""
    own = (*catalogue.endpoints(OWN.provider).values(), catalogue.endpoints("scan")[COPIES])
    return any(what is one for one in own)
