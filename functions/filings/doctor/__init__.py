"""Proves on a live store what the service relies on; nothing is served over a store that is known to have failed."""
