"""Who is who: a name in a document, the things it may stand for, and a judgement with its reasons."""
