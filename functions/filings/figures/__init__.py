"""Counts what was done: for the desk and, with small counts hidden, for the public; and exports filings."""
