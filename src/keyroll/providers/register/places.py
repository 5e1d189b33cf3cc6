"""People's records of the places that hold credentials: a variable of a CI system, a path, a server.

``places.csv`` has the columns system (``github@main``), kind (``actions_secret``), place (its name in the system) and
credential (an identifier), and may have since and owner. A vendor lists such places by name at most, and never their
content.
"""

from collections.abc import Iterator

from keyroll.errors import UsageError
from keyroll.model.identifier import Identifier
from keyroll.model.observation import Observation, location
from keyroll.model.register import wrong
from keyroll.model.source import Source
from keyroll.providers.contracts.survey import SurveyPage

PLACES = ("system", "kind", "place", "credential")


def read_places(page: SurveyPage) -> Iterator[Observation]:
    """Yield the place of each row with its credential; a row that cannot be read is refused, with its number."""
    for number, row in page.rows(*PLACES):
        system, kind, place, credential = (row.maybe(column).strip() for column in PLACES)
        if empty := [column for column in PLACES if not row.maybe(column).strip()]:
            page.refuse(number, [wrong(f"no {empty[0]}", "the cell is empty", "write it, or remove the row")])
            continue
        try:
            source = Source.parse(system)
        except UsageError as error:
            page.refuse(number, [wrong(f"system {system}", "it is no source", error.hint)])
            continue
        try:
            held = Identifier.parse(credential)
        except UsageError as error:
            page.refuse(number, [wrong(f"the credential at {place}", "it is no identifier", error.hint)])
            continue
        yield location(
            Identifier.of(source, kind, place),
            kind,
            holder="",
            holds=(held,),
            place=f"{place} of {system}",
            since=row.time("since"),
            owner=row.maybe("owner").strip(),
            row=number,
        )
