"""What each paper says, as plain data, read from published editions and nothing else."""
