"""Work on uploaded files, each in a process of its own."""
