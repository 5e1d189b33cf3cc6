"""Channels for messages to owners of credentials, one file each."""
