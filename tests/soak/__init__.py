"""Long rounds against a real service: killed at random moments, under load, and abused (`make soak`)."""
