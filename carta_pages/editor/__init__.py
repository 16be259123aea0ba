"""The editor's screens of the page types: sections, rows, help from the guide."""
