"""A machine that never administered makes an account, a grant, a group member or something that runs code."""

from keyroll.detection.contract import Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.first-administration",
    title="First administrative act by a credential that never administered",
    weight=0.35,
    history_days=14,
    techniques=("T1098", "T1136"),
    sql="""
        SELECT acts.*, operation || coalesce(' on ' || target, '') AS detail FROM acts
        WHERE administers AND status_id = 1
        QUALIFY row_number() OVER (PARTITION BY subject ORDER BY happened_at, event_id) = 1 AND history >= 14
    """,
)
