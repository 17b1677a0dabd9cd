"""One module per form pack: what it asks for, what it catches, what it prints."""
