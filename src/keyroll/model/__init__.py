"""The values that all packages share: frozen, typed, without dependencies on other packages."""
