"""Claims that a text makes about its own figures: one module for each kind, all found alike.

The door is :mod:`forms.proofreading`. A search takes the passage with its figures and gives claims;
it stays silent where the words do not fix what is compared. Here stand what all searches share (the
passages, their figures, the claim) and the searches for dates and repetitions; the others lie in a
folder for each family.
"""
