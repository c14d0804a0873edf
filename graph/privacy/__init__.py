"""What reaches a person directly, and a copy of a store without it.

Withheld are e-mail addresses and telephone numbers wherever they stand, and the text of every passage from a section of
contacts. A text that looks as if it held an address or a number is withheld whole: rather too much than too little.
"""

from graph.privacy.copy import Withheld, without_contacts
from graph.privacy.signs import reaches_a_person, withheld

__all__ = ["Withheld", "reaches_a_person", "withheld", "without_contacts"]
