"""Cards: one thing of the home on one screen. Each kind of thing is a file in ``kinds``; discovery finds it."""
