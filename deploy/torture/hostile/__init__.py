"""Whatever comes from elsewhere, changed: nets, pictures, archives, files, messages, frames.

Every place that takes such bytes is a door (`doors.Door`). A door takes them or refuses them with
the package's own error; nothing else, for no bytes at all.
"""
