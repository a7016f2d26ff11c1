"""Proves what was done: a signed ledger of every day, the check of a whole store, and an auditor's export of one filing."""
