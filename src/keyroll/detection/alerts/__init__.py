"""Stage 4: scores → alerts, by fixed thresholds, an adaptive threshold, and a budget."""
