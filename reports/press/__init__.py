"""From plain data to the bytes of a PDF: compiled, bounded, kept (docs/papel.md)."""
