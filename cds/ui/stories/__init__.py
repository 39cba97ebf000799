"""Stories on screen: the list, the editor, the deck and the live link."""
