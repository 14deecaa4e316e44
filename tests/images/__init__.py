"""The container images, and what is written around them for other ways to run them."""
