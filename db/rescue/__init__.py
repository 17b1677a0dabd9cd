"""What can still be read of a damaged store, and a new store made of it."""
