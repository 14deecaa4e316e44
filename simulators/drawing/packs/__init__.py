"""Bodies of the four products: what a pack looks like before it is printed and lit."""
