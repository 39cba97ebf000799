"""Golden files: what people see of any commit, as readable text that can be compared.

Recorded with `python -m tests.golden record FOLDER --homes HOMES` in a checkout; see `__main__`.
Leans on nothing inside `cds`: pages, addresses, keys of boxes and the command line are its doors.
"""
