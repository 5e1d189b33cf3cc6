"""The response to a vendor's breach: exposed credentials with reasons, and credentials not yet proven dead."""
