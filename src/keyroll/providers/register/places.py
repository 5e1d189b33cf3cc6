"""People's records of the places that hold credentials: a variable of a CI system, a path, a server.

``places.csv`` has the columns system (``github@main``), kind (``actions_secret``), place (its name in the system) and
credential (an identifier), and may have since and owner. A vendor lists such places by name at most, and never their
content.
"""

from collections.abc import Iterator

from keyroll.errors import UsageError, VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Record
from keyroll.model.observation import Observation, location
from keyroll.model.source import Source
from keyroll.providers.contracts.survey import SurveyPage

PLACES = ("system", "kind", "place", "credential")


def read_places(page: SurveyPage) -> Iterator[Observation]:
    """Yield the place of each row with its credential. Raises VendorChanged for a text that is not an identifier."""
    for row in page.records():
        system, kind, place, credential = (row.maybe(column).strip() for column in PLACES)
        if system and kind and place and credential:
            yield location(
                Identifier.of(_source(row, system), kind, place),
                kind,
                holder="",
                holds=(_identifier(row, credential),),
                place=f"{place} of {system}",
                since=row.time("since"),
                owner=row.maybe("owner").strip(),
            )


def _source(row: Record, text: str) -> Source:
    try:
        return Source.parse(text)
    except UsageError as error:
        raise VendorChanged(f"{row.where}: system", hint=error.hint) from None


def _identifier(row: Record, text: str) -> Identifier:
    try:
        return Identifier.parse(text)
    except UsageError as error:
        raise VendorChanged(f"{row.where}: credential", hint=error.hint) from None
