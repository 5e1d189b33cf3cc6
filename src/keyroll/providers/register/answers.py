"""The answers of people: whether an unlisted record is real, and the result of an audit of a place. Lowest grade.

``strangers.csv`` has the columns id, real, person, note, said_on. ``id`` is the id in ``keyroll list unlisted``.
``real`` is yes (alive, and the organisation's own) or no. An empty cell is not answered yet.

``audit.csv`` has the columns place, id, source, kind, person, note, said_on: one row for each credential that was found
in a place that ``keyroll estimate --plan-audit`` drew. ``id`` is the id in the inventory, or the issuer's own id if the
inventory does not contain the credential; then ``source`` (``jira@main``) and ``kind`` identify the issuer and the
kind.
"""

from collections.abc import Iterator

from keyroll.errors import UsageError
from keyroll.model.identifier import Identifier
from keyroll.model.json import Record
from keyroll.model.observation import Observation, answer
from keyroll.model.register import wrong
from keyroll.providers.contracts.survey import SurveyPage

STRANGERS = ("id", "real", "person", "said_on")
AUDIT = ("place", "id", "source", "kind", "person")
REAL, FOUND = "real", "audit"


def read_unlisted(page: SurveyPage) -> Iterator[Observation]:
    """Yield an answer for each answered row; a row that cannot be read is refused, with its number."""
    for number, row in page.rows(*STRANGERS[:2]):
        said = row.maybe("real").strip().lower()
        if said not in ("yes", "no"):
            if said:
                page.refuse(number, [wrong(f"real {said}", "the answer is not yes or no", "write yes or no")])
            continue
        try:
            yield _answer(Identifier.parse(row.maybe("id").strip()), REAL, said, row)
        except UsageError as error:
            page.refuse(number, [wrong("the id", str(error), "write the id of keyroll list unlisted")])


def read_audit(page: SurveyPage) -> Iterator[Observation]:
    """Yield the credentials found in each place; a row that cannot be read is refused, with its number."""
    for number, row in page.rows(*AUDIT[:4]):
        place, name, source, kind = (row.maybe(column).strip() for column in AUDIT[:4])
        if not (place or name or source or kind):
            continue
        if not (place and name):
            page.refuse(number, [wrong(place or name, "the row has no place or no id", "write both")])
            continue
        try:
            # A text that is not an identifier becomes an identifier of its source, under the kind that the finder
            # gives.
            identifier = (
                Identifier.parse(name) if "@" in name.partition(":")[0] else Identifier.parse(f"{source}:{kind}:{name}")
            )
            yield _answer(identifier, FOUND, place, row)
        except UsageError as error:
            page.refuse(number, [wrong("the id", str(error), "write its identifier, or source and kind beside its id")])


def _answer(identifier: Identifier, question: str, said: str, row: Record) -> Observation:
    person, note, said_on = (row.maybe(column).strip() for column in ("person", "note", "said_on"))
    return answer(identifier, question, said, person=person, note=note, said_on=said_on)
