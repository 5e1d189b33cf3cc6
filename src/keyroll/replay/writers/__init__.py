"""One module for each provider: the company's actions and state in that vendor's native formats."""
