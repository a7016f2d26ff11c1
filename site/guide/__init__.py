"""Turns content/ and schemas/ into what is published: pages, forms, contracts and rules. Knows no mkdocs and no web server."""
