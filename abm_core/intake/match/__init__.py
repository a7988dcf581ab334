"""Which account, contact or opportunity a row speaks of."""
