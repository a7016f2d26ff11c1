"""The commands of `beian` that need more than a few lines, by what they are about."""
