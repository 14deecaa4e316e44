"""Pages about a data set that need nothing else: pictures and figures are in them."""
