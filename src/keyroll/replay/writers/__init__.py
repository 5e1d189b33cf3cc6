"""One file for each provider: the company's acts and state in that vendor's own shapes."""
