"""Records that the issuer does not list although its list was read to the end; ``ask`` is the order of a random sample.

A person answers the first thirty in ``register/survey/strangers.csv``: alive, and ours?
"""

from keyroll.report.listing import Listing
from keyroll.report.lists.credentials import OBSERVATIONS

LISTING = Listing(
    "unlisted records: records that the issuer does not list",
    "SELECT row_number() OVER (ORDER BY md5(r.id)) AS ask, r.id, r.name, r.source, r.kind, "
    "concat_ws(', ', CASE WHEN logs THEN 'logs' END, CASE WHEN copies THEN 'copies' END, "
    "CASE WHEN register THEN 'register' END) AS seen_in, r.begins, r.real, a.person, a.note, a.said_on "
    "FROM list_records r LEFT JOIN answers a ON a.id = r.id AND a.question = 'real' "
    "WHERE surveyed AND NOT issuer AND NOT ended AND (logs OR copies OR register)",
    ("ask", "id", "name", "seen_in", "real"),
    "ask",
    opens=f"{OBSERVATIONS} UNION ALL "
    "SELECT observed_at, concat_ws(': ', 'said by ' || person, question, said), source, "
    "endpoint, false, raw, record FROM answers WHERE id = $id",
    examples=("real IS NULL AND ask <= 30", "real = 'no'"),
)
