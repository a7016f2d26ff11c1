"""Takes filings, answers for them and decides on them; see ARCHITECTURE.md for who may import whom."""
