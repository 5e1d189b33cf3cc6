"""Stage 6: findings → stories. Findings of one intruder are joined, with what was created and whether it is gone."""
