"""Lists: how many items they have, how these are numbered, and what the items tell together."""
