"""The page on which staff set targets and record milestones: its forms, and what follows."""
