"""What `beian sweep` does: what falls due by itself, what was kept long enough, and what requests left behind."""
