"""The words all rooms share: frozen, typed, without behaviour that needs another room."""
