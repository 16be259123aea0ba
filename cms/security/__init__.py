"""The security log: what is written by itself, who reads it, how long it is kept (T40)."""
