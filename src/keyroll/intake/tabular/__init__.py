"""Tables about credentials from any exporting system: their format, and their reading."""
