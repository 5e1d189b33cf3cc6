"""Records that the issuer does not list although its list was read to the end; ``ask`` is the order of a random sample.

A person marks the first thirty in ``register/survey/strangers.csv``: is it alive, and the organisation's own?
"""

from keyroll.report.listing import Listing
from keyroll.report.lists.credentials import OBSERVATIONS

LISTING = Listing(
    "unlisted records: records that the issuer does not list",
    "SELECT * FROM unlisted",
    ("ask", "id", "name", "seen_in", "real"),
    "ask",
    opens=f"{OBSERVATIONS} UNION ALL "
    "SELECT observed_at, concat_ws(': ', 'said by ' || person, question, said), source, "
    "endpoint, false, raw, record FROM answers WHERE id = $id",
    examples=("real IS NULL AND ask <= 30", "real = 'no'"),
)
