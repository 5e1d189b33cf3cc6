"""The contracts of a provider's folder, one for each ability. Nothing here opens a file or a connection."""
