"""A machine searches for words that nobody here searched for before."""

from keyroll.detection.contract import Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.rare-words",
    title="Searches for words that no machine searched for before",
    weight=0.2,
    history_days=14,
    techniques=("T1213.001",),
    sql="""
        WITH searched AS (
            SELECT acts.*, count(*) OVER (PARTITION BY subject ORDER BY happened_at, event_id
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier,
                   row_number() OVER (PARTITION BY lower(query) ORDER BY happened_at, event_id) AS nth
            FROM acts WHERE query <> '')
        SELECT searched.* EXCLUDE (earlier, nth), 'new words: ' || left(query, 60) AS detail FROM searched
        WHERE nth = 1 AND earlier < 3 AND history >= 14
    """,
)
