"""What to do this week: the weekly review, the account page, actions, lists, search."""
