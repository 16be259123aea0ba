"""Spanish as it is written: pure functions on text, without models or settings (R47-R49, R223)."""
