"""A station at work for hours while something around it fails every minute; nothing may grow."""
