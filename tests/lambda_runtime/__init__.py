"""AWS Lambda on loopback: its Runtime API and its sandbox, written from their documentation, around AWS's own runtime client."""
