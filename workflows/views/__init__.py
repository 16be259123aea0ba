"""Screens of the approval machine inside the Wagtail admin; every write goes by a service."""
