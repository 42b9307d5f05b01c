"""Telling people: an inbox at the desk, e-mail and SMS."""
