"""Papers and the embed for everybody; the communications screen for those who hang them up."""
