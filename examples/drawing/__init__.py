"""The rooms of the drawing: shapes, pixels, cloth, light, the photo, and a file for each kind of garment."""
