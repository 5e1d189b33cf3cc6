"""Where everything is kept: lake (events, observations, the inventory), ledger (decisions), raw (what came in)."""
