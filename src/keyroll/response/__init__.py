"""After a vendor's breach: what is exposed and why, and what is not proven dead yet."""
