"""Lists: their contract, and the reads of their rows, counts and sources, now or as of an earlier time."""

from keyroll.report.listing.asking import selected
from keyroll.report.listing.contract import Listed, Listing, ListRequest, Times, listings, named, refuse
from keyroll.report.listing.facets import facets
from keyroll.report.listing.narrow import PIVOTS, Narrow
from keyroll.report.listing.offered import keep_judged
from keyroll.report.listing.reading import reading
from keyroll.report.listing.recent import keep_newest
from keyroll.report.listing.rows import listed, pivoted

__all__ = [
    "PIVOTS",
    "ListRequest",
    "Listed",
    "Listing",
    "Narrow",
    "Times",
    "facets",
    "keep_judged",
    "keep_newest",
    "listed",
    "listings",
    "named",
    "pivoted",
    "reading",
    "refuse",
    "selected",
]
