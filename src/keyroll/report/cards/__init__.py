"""Cards: one subject of the home on one screen. Each kind of subject is a file in ``kinds``; discovery finds it."""
