"""A machine that hardly ever searched searches for terms that no machine searched for before."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.rare-search-terms",
    aliases=("keyroll.rare-words",),
    title="Searches for words that no machine searched for before",
    weight=0.2,
    history_days=WARM_UP_DAYS,
    family="search",
    techniques=("T1213.001",),
    sql=f"""
        WITH searched AS (
            SELECT *, min(happened_at) OVER (PARTITION BY subject) AS began,
                   row_number() OVER (PARTITION BY lower(query) ORDER BY happened_at, act) AS nth
            FROM acts WHERE query <> '')
        SELECT subject, happened_at, net, NULL AS target, 'searched for ' || left(query, 60) AS detail, [act] AS events
        FROM searched WHERE nth = 1 AND happened_at - began <= INTERVAL 3 DAYS AND history >= {WARM_UP_DAYS}
    """,
)
