"""Forms of the editor: they parse and validate, the machine of ``workflows`` decides."""
