"""One file for each language of entitlements: ``LANGUAGE`` says how they are read, used and written narrower."""
