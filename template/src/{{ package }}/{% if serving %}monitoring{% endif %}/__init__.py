"""Watching what the service is asked, once it is used."""
