"""The public side: what anybody reads, always from editions and never from drafts."""
