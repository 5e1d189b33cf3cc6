"""Storage: lake (events, observations, the inventory), ledger (decisions), raw (input as it came in)."""
