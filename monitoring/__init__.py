"""Is it kept? What was measured of each indicator, and what was corrected."""
