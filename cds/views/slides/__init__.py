"""Slides: a saved view as its page shows it."""
