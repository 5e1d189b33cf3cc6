"""Stage 4: scores → alerts. Fixed thresholds, a threshold that adapts to the organisation, and a budget."""
