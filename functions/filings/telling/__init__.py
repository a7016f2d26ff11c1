"""Tells people by e-mail, and other systems by webhook, that something has happened to a filing, and where to look."""
