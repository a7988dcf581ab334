"""The same folder once more: what changed, what vanished."""
