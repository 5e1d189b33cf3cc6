"""Rows about credentials, in the shapes that people and vendors give: shared by folders that read any table."""
