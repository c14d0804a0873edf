"""The pages: what people read and fill in, in Danish and English."""
