"""Checks at full count: hours of them, run by ``make torture`` and by nothing else."""
