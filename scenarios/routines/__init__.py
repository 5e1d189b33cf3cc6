"""What each company does in all of its scenarios; one file a company, by its name."""
