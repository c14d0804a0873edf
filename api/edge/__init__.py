"""What every request and every answer passes: heads and connections, ids, figures, ETags, ready answers."""
