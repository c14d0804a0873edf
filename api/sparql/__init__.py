"""The SPARQL doors: query, update, whole graphs, and what the service says of itself."""
