"""Stage 6: findings → stories. Findings of one intruder are joined, with their creations and whether these are gone."""
