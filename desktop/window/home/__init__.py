"""The home of the program: what is due, and every report with how far it is."""
