"""Lists: what one is, how its rows, counts and sources are asked for, now or as of then."""

from keyroll.report.listing.contract import Asked, Listed, Listing, Times, listings, named, refuse
from keyroll.report.listing.facets import facets
from keyroll.report.listing.opening import Traced, traced
from keyroll.report.listing.reading import reading
from keyroll.report.listing.rows import listed

__all__ = [
    "Asked",
    "Listed",
    "Listing",
    "Times",
    "Traced",
    "facets",
    "listed",
    "listings",
    "named",
    "reading",
    "refuse",
    "traced",
]
