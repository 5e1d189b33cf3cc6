"""Where everything is kept: lake (events, observations, the roll), ledger (decisions), raw (what came in)."""
