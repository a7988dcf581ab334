"""Who decides at an account: from titles to people."""
