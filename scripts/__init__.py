"""What `make lint` runs beside the linters, and what writes the generated pages."""
