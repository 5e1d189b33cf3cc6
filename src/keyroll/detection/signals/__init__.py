"""Stage 2: baseline → signals. Behaviours run over the baseline, and blind spots are reported."""
