"""What each company does in all of its scenarios; one file for each company, by its name."""
