"""Pure rules of this room: plain values in, verdicts out, no database."""
