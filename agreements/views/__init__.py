"""Screens of this room that are no register."""
