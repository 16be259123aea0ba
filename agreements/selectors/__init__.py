"""Reads of this room, each with a bounded number of queries."""
