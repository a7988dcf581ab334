"""Does it pay: target accounts against accounts that nobody targeted, with intervals."""
