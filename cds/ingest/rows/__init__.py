"""Rows to figures: which rows hold figures, what their cells say, and what is left unread."""
