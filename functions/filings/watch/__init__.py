"""What an operator sees of the service: a line for each request and each run, and counters; nothing in them is about a person."""
