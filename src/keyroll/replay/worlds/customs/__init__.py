"""What each company does in all of its worlds; one file a company, by its name."""
