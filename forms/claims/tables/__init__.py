"""Tables, also those of plain lines: totals of rows and columns, rests, rates, growth."""
