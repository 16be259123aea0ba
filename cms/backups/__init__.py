"""Backup and restore of a whole installation: database, uploads, and what lies below ``var/``."""
