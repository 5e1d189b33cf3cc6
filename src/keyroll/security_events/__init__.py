"""What others tell of a breach, read and checked: security event tokens and advisories. No file or line is opened."""
