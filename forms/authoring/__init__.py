"""What an author of packs needs: the shape of a pack, every mistake at its place, what changed.

The door is :mod:`forms.pack`, which takes a pack or refuses it with all of this.
"""
