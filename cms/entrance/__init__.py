"""How often a door may be tried: by account, by network address, by somebody we know (T63)."""
