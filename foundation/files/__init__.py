"""Stored files: digest, sniffed type, extracted text, public, internal or personal."""
