"""One file for each language of entitlements: ``LANGUAGE`` declares how they are read, used and narrowed."""
