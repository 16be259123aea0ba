"""Registers of this room in the admin."""
