"""The guides of ``docs/``, read inside the administration."""
