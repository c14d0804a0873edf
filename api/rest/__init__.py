"""The JSON doors: facts, analyses, documents, decisions on who is who, things by their IRI."""
