"""The only writers of this room, one verb each, every one in a transaction."""
