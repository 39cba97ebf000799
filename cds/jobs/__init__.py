"""Work on uploaded files and on files to take away, each in a process of its own."""
