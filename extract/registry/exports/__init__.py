"""Ways out of the registry, one file each; all of them write the tables of `tables.py`."""
