"""Live and export of the same state give the same observations, addresses of raw records aside."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from keyroll.api import Keyroll
from keyroll.clock import iso
from keyroll.intake.surveys import observations_view
from keyroll.model.source import Source

Json = Any


def observations(keyroll: Keyroll, source: str, without: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    """Everything that is known of a source, without the addresses of raw records and what its connection is."""
    left_out = [*without, "connection"]
    with keyroll.home.session() as session:
        observations_view(session, keyroll.home.lake)
        return session.tuples(
            "SELECT * EXCLUDE (raw, record, recorded_at, event_id, facts), CASE WHEN entity = 'read' THEN "
            "json_extract(facts, ['$.complete', '$.because', '$.items'])::VARCHAR ELSE facts END AS facts "
            "FROM observations WHERE source = $source AND endpoint NOT IN (SELECT unnest($left_out)) ORDER BY ALL",
            {"source": source, "left_out": left_out},
        )


def assert_same(
    live: Keyroll, source: str, pages: Mapping[str, Sequence[Json]], folder: Path, *, empty: Sequence[str] = ()
) -> None:
    """Hold what ``live`` read of a source against an export of the same state: the pages of each endpoint.

    Of endpoints in ``empty`` no page was got live, which an export cannot show.
    """
    read = observations(live, source, empty)
    assert read, f"nothing was read of {source}"
    (at,) = {row[3] for row in read}  # observed_at
    place = folder / "exports" / source / "survey" / iso(at)
    place.mkdir(parents=True)
    for endpoint, bodies in pages.items():
        (place / f"{endpoint}.json").write_text("\n".join(map(json.dumps, bodies)), encoding="utf-8")
    export = Keyroll.open(folder / "home-of-exports", now=live.now())
    export.exports.sync(folder / "exports", only=[Source.parse(source)])
    assert observations(export, source) == read
