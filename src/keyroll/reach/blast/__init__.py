"""What each credential, principal and third party reaches, counted, and whether it administers its system."""
