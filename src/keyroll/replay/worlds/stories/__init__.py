"""The stories: one file a world."""
