"""Forms of a printed document, one file each."""
