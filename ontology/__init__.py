"""The language of fyrnet. Nothing here opens a store, a socket or a user's file."""

__all__ = ["document", "errors", "models", "questions", "shapes", "terms", "vocabulary"]
