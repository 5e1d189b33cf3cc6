"""Storage: lake (events, observations, the inventory), ledger (decisions), raw (unchanged input)."""
