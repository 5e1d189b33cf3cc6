"""OCSF 1.8.0, one event for each line; the list itself declares its class and the conversion of its rows."""

from collections.abc import Iterator

from keyroll.errors import UsageError
from keyroll.report.format import Format
from keyroll.report.jsonl import line
from keyroll.report.listing import Listed, listings, named


def classes() -> list[str]:
    """Return the OCSF classes that any list supports."""
    return sorted({name for listing in listings().values() for name in listing.ocsf})


def _write(listed: Listed, wanted: str) -> Iterator[str]:
    forms = named(listed.kind).ocsf
    if not forms:
        known = ", ".join(kind for kind, listing in listings().items() if listing.ocsf)
        raise UsageError(f"the list of {listed.kind} has no form in OCSF", hint=f"it is for: {known}")
    form = forms.get(wanted or next(iter(forms)))
    if form is None:
        raise UsageError(f"a row of {listed.kind} is no {wanted}", hint=f"its classes: {', '.join(forms)}")
    documents = (form(row, listed.as_of) for row in listed.rows)
    return (line(document) for document in documents if document is not None)


FORMAT = Format(_write)
