"""Stories on screen: their slides as values, and the component that shows them."""
