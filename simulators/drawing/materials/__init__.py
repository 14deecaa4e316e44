"""What packs and belts are made of: textures, shapes, film, foil, board, belts."""
