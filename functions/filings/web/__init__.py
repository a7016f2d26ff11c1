"""What answers over HTTP: the application, its problems and guards, and one module per door."""
