class BackupError(Exception):
    """Something that stops a backup or a restore; its text is for the person at the console."""
