"""The reach of each credential, principal and third party in counts, and whether it administers its system."""
