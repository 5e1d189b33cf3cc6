"""The kinds of things that have a card, a file each."""
