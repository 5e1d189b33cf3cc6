"""The checks of `make lint` beside the linters, and the writers of the generated pages."""
