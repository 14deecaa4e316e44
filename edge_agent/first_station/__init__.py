"""`packwarden init`: a few questions, and a station that works."""
