"""Screens of this room for editors."""
