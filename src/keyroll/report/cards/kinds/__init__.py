"""The kinds of subjects that have a card, one file each."""
