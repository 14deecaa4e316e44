"""Makes a release: all that is handed out, with checksums, bills of materials and signatures."""
