"""The values that all packages share: frozen, typed, without behaviour that needs another package."""
