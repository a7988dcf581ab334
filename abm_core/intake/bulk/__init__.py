"""Large files of activities: plain rows in one go, odd ones as usual."""
