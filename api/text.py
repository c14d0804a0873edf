"""Interface texts, Danish and English side by side; names and definitions of things come from the store."""

from __future__ import annotations

from typing import Final

__all__ = ["LANGUAGES", "TEXTS"]

LANGUAGES: Final = ("da", "en")

TEXTS: Final[dict[str, tuple[str, str]]] = {
    # -- frame ---------------------------------------------------------------------------------------------------------
    "tagline": (
        "Hvem er med i hvilke fyrtårnsinitiativer, og hvad bygger de på?",
        "Who takes part in which lighthouse initiatives, and what do they build on?",
    ),
    "skip": ("Gå til indholdet", "Skip to the content"),
    "nav.main": ("Hovedmenu", "Main menu"),
    "nav.initiatives": ("Initiativer", "Initiatives"),
    "nav.organisations": ("Organisationer", "Organisations"),
    "nav.overlap": ("Overlap", "Overlap"),
    "nav.dependencies": ("Afhængigheder", "Dependencies"),
    "nav.network": ("Netværk", "Network"),
    "nav.questions": ("Spørgsmål", "Questions"),
    "nav.about": ("Om", "About"),
    "nav.people": ("Kontaktpersoner", "Contact persons"),
    "nav.undertakings": ("Grundlag", "Foundations"),
    "nav.docs": ("Teknisk adgang", "Technical access"),
    "footer.what": (
        "fyrnet viser, hvem der deltager i regionens fyrtårnsinitiativer, hvad de bygger videre på, og hvor det står.",
        "fyrnet shows who takes part in the region’s lighthouse initiatives, what they build on, and"
        " where it is written.",
    ),
    "and": ("og", "and"),
    "yes": ("Ja", "Yes"),
    "no": ("Nej", "No"),
    "data": ("Samme oplysninger som data", "The same as data"),
    "contents": ("På denne side", "On this page"),
    # -- search --------------------------------------------------------------------------------------------------------
    "search.label": ("Søg", "Search"),
    "search.heading": (
        "Søg i initiativer, organisationer og grundlag",
        "Search initiatives, organisations and foundations",
    ),
    "search.short": ("Søg", "Search"),
    "search.go": ("Søg", "Search"),
    "search.hint": (
        "Navn, forkortelse eller en del af navnet. København findes også som koebenhavn.",
        "A name, an abbreviation or part of a name. København is found as koebenhavn, too.",
    ),
    "search.none": (
        "Intet fundet. Prøv et kortere ord eller en forkortelse.",
        "Nothing found. Try a shorter word or an abbreviation.",
    ),
    "kind.initiative": ("Initiativer", "Initiatives"),
    "kind.organisation": ("Organisationer", "Organisations"),
    "kind.collective": ("Grupper", "Groups"),
    "kind.person": ("Kontaktpersoner", "Contact persons"),
    "kind.undertaking": ("Grundlag", "Foundations"),
    # -- nouns ---------------------------------------------------------------------------------------------------------
    "initiative": ("Initiativ", "Initiative"),
    "initiative.one": ("initiativ", "initiative"),
    "initiative.many": ("initiativer", "initiatives"),
    "initiatives": ("Initiativer", "Initiatives"),
    "organisation": ("Organisation", "Organisation"),
    "organisation.one": ("organisation", "organisation"),
    "organisation.many": ("organisationer", "organisations"),
    "partner.one": ("navngiven organisation deltager", "named organisation takes part"),
    "partner.many": ("navngivne organisationer deltager", "named organisations take part"),
    "spanning.one": ("af dem er med i flere initiativer", "of them is in several initiatives"),
    "spanning.many": ("af dem er med i flere initiativer", "of them are in several initiatives"),
    "group.one": ("gruppe", "group"),
    "group.many": ("grupper", "groups"),
    "foundation": ("Grundlag", "Foundation"),
    "foundation.one": ("grundlag", "foundation"),
    "foundation.many": ("grundlag", "foundations"),
    "person.one": ("kontaktperson", "contact person"),
    "person.many": ("kontaktpersoner", "contact persons"),
    "member.one": ("kendt medlem", "known member"),
    "member.many": ("kendte medlemmer", "known members"),
    "entry.one": ("fundet", "found"),
    "entry.many": ("fundet", "found"),
    "hit.one": ("fundet", "found"),
    "hit.many": ("fundet", "found"),
    "row.one": ("række", "row"),
    "row.many": ("rækker", "rows"),
    "theme": ("Tema", "Theme"),
    "themes": ("Temaer", "Themes"),
    "role": ("Rolle", "Role"),
    "role.lead.hint": ("Initiativet siger, at de leder.", "The initiative says that they lead."),
    "role.participant.hint": ("Står på listen over parter uden forbehold.", "Listed as parties without reservation."),
    "role.example.hint": (
        "Nævnt som eksempler på, hvem der er med; kredsen er større.",
        "Named as examples of who takes part; the circle is wider.",
    ),
    "role.possible.hint": (
        "Nævnt som mulige; det er ikke sagt, at de er med.",
        "Named as possible; it is not said that they take part.",
    ),
    "role.future.hint": ("Kan komme med senere.", "May come in later."),
    "role.lead.short": ("leder", "lead"),
    "role.example.short": ("eksempel", "example"),
    "role.possible.short": ("mulig", "possible"),
    "role.future.short": ("fremtidig", "future"),
    "role.participant.short": ("deltager", "participant"),
    "role.none": ("Uden angivet rolle", "No role given"),
    "type": ("Art", "Kind"),
    "name": ("Navn", "Name"),
    "owner": ("Ejes eller drives af", "Owned or run by"),
    "part_of": ("Hører under", "Belongs to"),
    "has_parts": ("Omfatter", "Comprises"),
    "belongs_to": ("Medlem af gruppen", "Member of the group"),
    "aliases": ("Står også som", "Also written as"),
    "homepage": ("Hjemmeside", "Website"),
    "standing": ("Plads i netværket", "Place in the network"),
    "collective": ("Gruppe uden navngivne parter", "Group without named parties"),
    "which": ("Hvilke", "Which"),
    "which.organisations": ("Hvilke organisationer", "Which organisations"),
    "shared": ("Fælles", "Shared"),
    "times": ("Gange", "Times"),
    "of": ("{part} af {whole}", "{part} of {whole}"),
    "number": ("Nr. {number}", "No. {number}"),
    "printed": ("skrevet som", "written as"),
    "also": ("Også grundlag for", "Also a foundation of"),
    "also_party": ("også part", "also a party"),
    "builds_on": ("bygger videre på", "builds on"),
    "built_on_by": ("Grundlag for", "Foundation of"),
    "unworded": (
        "Ordlyden vises ikke her; se stedet i kilden",
        "The wording is not shown here; see the place in the source",
    ),
    # -- evidence ------------------------------------------------------------------------------------------------------
    "line": ("Linje {first}", "Line {first}"),
    "lines": ("Linje {first}–{last}", "Lines {first}–{last}"),
    "page": ("Side {page}", "Page {page}"),
    "section.title": ("Overskrift", "Title"),
    "section.text": ("Brødtekst", "Running text"),
    "section.parties": ("Deltagende parter", "List of parties"),
    "section.foundations": ("Initiativet bygger videre på", "What it builds on"),
    "section.contact": ("Kontakt", "Contact"),
    "section.elements": ("Mulige elementer", "Possible elements"),
    "section.effects": ("Forventede effekter", "Expected effects"),
    "section.figures": ("Nøgletal", "Key figures"),
    "place": ("Hvor det står", "Where it is written"),
    "search.as": ("også kaldet", "also called"),
    "evidence.none": ("Tilføjet ved redigering, ikke fra kilden", "Added by editing, not from the source"),
    # -- filters -------------------------------------------------------------------------------------------------------
    "filter.words": ("Ord i navnet", "Words of the name"),
    "filter.all": ("Alle", "All"),
    "filter.min": ("Mindst antal initiativer", "Least number of initiatives"),
    "filter.sort": ("Rækkefølge", "Order"),
    "filter.sort.initiatives": ("Flest initiativer først", "Most initiatives first"),
    "filter.sort.name": ("Efter navn", "By name"),
    "filter.collectives": ("Vis også grupper", "Show groups, too"),
    "filter.go": ("Vis", "Show"),
    "filter.clear": ("Nulstil", "Reset"),
    "pager": ("Sider", "Pages"),
    "pager.before": ("Forrige", "Previous"),
    "pager.after": ("Næste", "Next"),
    "pager.shown": ("{first}–{last} af {total}", "{first}–{last} of {total}"),
    # -- home ----------------------------------------------------------------------------------------------------------
    "home.title": ("Hvem går igen?", "Who appears again and again?"),
    "home.heading": ("Hvem går igen på tværs af fyrtårnene?", "Who appears again across the lighthouses?"),
    "home.lead": (
        "Se, hvilke organisationer der deltager i flere initiativer, hvad initiativerne bygger videre"
        " på, og hvem du skal ringe til. Hver oplysning viser, hvor den står.",
        "See which organisations take part in several initiatives, what the initiatives build on, and"
        " whom to call. Every statement shows where it is written.",
    ),
    "home.spanning": ("Partnere, der er med i flere initiativer", "Partners in several initiatives"),
    "home.spanning.answer": (
        "{number} af {parties} navngivne organisationer er med i mindst to initiativer. Her er dem, der"
        " er med i flest.",
        "{number} of {parties} named organisations are in at least two initiatives. These are in the most.",
    ),
    "home.spanning.caption": (
        "Organisationer efter antal initiativer. En tændt lampe er et initiativ, de er med i; en ring er"
        " et, de måske er med i.",
        "Organisations by number of initiatives. A lit lamp is an initiative they take part in; a ring"
        " one they may take part in.",
    ),
    "home.spanning.more": ("Alle organisationer", "All organisations"),
    "home.shared": ("Det, flere bygger videre på", "What several build on"),
    "home.shared.lead": (
        "Falder et af disse bort, mærkes det i flere initiativer.",
        "If one of these falls away, several initiatives feel it.",
    ),
    "home.shared.none": (
        "Ingen to initiativer bygger direkte på det samme.",
        "No two initiatives build directly on the same thing.",
    ),
    "home.shared.more": ("Alle afhængigheder", "All dependencies"),
    "home.ask": ("Spørg i almindelige ord", "Ask in plain words"),
    "home.all": ("Initiativerne", "The initiatives"),
    # -- lists ---------------------------------------------------------------------------------------------------------
    "initiatives.lead": (
        "Hvert initiativ med parter, grundlag, kontaktpersoner og mål.",
        "Every initiative with its parties, foundations, contact persons and aims.",
    ),
    "organisations.lead": (
        "Navngivne organisationer, dem i flest initiativer først. Grupper som »kommuner« tælles ikke som én part.",
        "Named organisations, those in the most initiatives first. Groups such as “municipalities” do"
        " not count as one party.",
    ),
    "organisations.caption": ("Organisationer og de initiativer, de er med i", "Organisations and their initiatives"),
    "organisations.zero": (
        "vis også dem, der kun er nævnt eller ejer et grundlag",
        "show also those only mentioned or owning a foundation",
    ),
    "organisations.lamps": ("Lamperne står i denne rækkefølge:", "The lamps stand in this order:"),
    "undertakings.lead": (
        "Projekter, aftaler, strategier og andet, som initiativerne bygger videre på.",
        "Projects, agreements, strategies and other things that the initiatives build on.",
    ),
    "undertakings.caption": (
        "Grundlag, dem for flest initiativer først",
        "Foundations, those of most initiatives first",
    ),
    "people.lead": ("Dem, initiativerne selv henviser til.", "Those whom the initiatives themselves refer to."),
    # -- one initiative ------------------------------------------------------------------------------------------------
    "initiative.parties": ("Deltagende parter", "Parties"),
    "initiative.parties.none": ("Initiativet nævner ingen parter.", "The initiative names no parties."),
    "initiative.collectives": ("Grupper, der kun er nævnt i almindelighed", "Groups named only in general"),
    "initiative.collectives.hint": (
        "De tælles ikke som partnere: det står ikke, hvem der er med.",
        "They are not counted as partners: it is not said who takes part.",
    ),
    "initiative.builds_on": ("Bygger videre på", "Builds on"),
    "initiative.builds_on.none": ("Initiativet nævner intet grundlag.", "The initiative names no foundation."),
    "initiative.built_on_by": ("Bygger selv under", "Is itself built on by"),
    "initiative.contacts": ("Hvem skal du ringe til?", "Whom to call"),
    "initiative.contacts.none": ("Initiativet nævner ingen kontaktperson.", "The initiative names no contact person."),
    "initiative.effects": ("Forventede effekter", "Expected effects"),
    "initiative.figures": ("Nøgletal", "Key figures"),
    "initiative.elements": ("Mulige elementer", "Possible elements"),
    "initiative.overlaps": ("Deler partnere med", "Shares partners with"),
    "initiative.overlaps.caption": (
        "Andre initiativer med de samme navngivne organisationer",
        "Other initiatives with the same named organisations",
    ),
    "initiative.overlaps.none": (
        "Ingen navngiven organisation her er med i andre initiativer.",
        "No named organisation here takes part in other initiatives.",
    ),
    "initiative.mentions": ("Nævnt, men ikke part", "Named but not a party"),
    "initiative.mentions.hint": (
        "Organisationer, som teksten omtaler, uden at de står på listen over parter.",
        "Organisations that the text names although they are not on the list of parties.",
    ),
    "initiative.warnings": ("Forbehold fra læsningen", "Doubts left by the reading"),
    "initiative.warnings.hint": (
        "Steder, hvor teksten kan forstås på mere end én måde.",
        "Places where the text can be understood in more than one way.",
    ),
    "figure.pending": ("Udestår", "Still to come"),
    "figure.words": ("I ord", "In words"),
    "contacts.withheld": (
        "E-mail og telefon vises ikke på denne adresse.",
        "E-mail and telephone are not shown at this address.",
    ),
    # -- one organisation, group, person, foundation -------------------------------------------------------------------
    "organisation.takes_part": ("Deltager i {initiatives} af {all}.", "Takes part in {initiatives} of {all}."),
    "organisation.takes_no_part": ("Står ikke på nogen liste over parter.", "Stands on no list of parties."),
    "organisation.in": ("Deltager i", "Takes part in"),
    "organisation.in.none": (
        "Ingen initiativer har den på deres liste over parter.",
        "No initiative lists it as a party.",
    ),
    "organisation.meets": ("Møder oftest", "Meets most often"),
    "organisation.meets.caption": (
        "Andre organisationer i de samme initiativer",
        "Other organisations in the same initiatives",
    ),
    "organisation.meets.rest": ("… og {number} andre.", "… and {number} others."),
    "organisation.owns": ("Ejer eller driver", "Owns or runs"),
    "organisation.built_on_by": ("Initiativer bygger videre på den", "Initiatives build on it"),
    "organisation.mentions": ("Nævnt i teksten", "Named in the text"),
    "organisation.mentions.hint": ("Steder uden for listerne over parter.", "Places outside the lists of parties."),
    "standing.degree": (
        "Nr. {rank} af {all} efter antal initiativer.",
        "No. {rank} of {all} by number of initiatives.",
    ),
    "standing.betweenness": (
        "Nr. {rank} af {all} som bindeled: hvor ofte den ligger på den korteste vej mellem to andre.",
        "No. {rank} of {all} as a link: how often it lies on the shortest way between two others.",
    ),
    "standing.betweenness.none": (
        "Ligger ikke på nogen korteste vej mellem to andre.",
        "Lies on no shortest way between two others.",
    ),
    "collective.lead": (
        "Nævnt i almindelighed, og derfor ikke talt med som partner.",
        "Named in general, and therefore not counted as a partner.",
    ),
    "collective.in": ("Nævnt som part i", "Named as a party of"),
    "collective.in.none": ("Ingen initiativer nævner gruppen som part.", "No initiative names the group as a party."),
    "collective.members": ("Kendte medlemmer", "Known members"),
    "collective.source": ("Listen er fra", "The list is from"),
    "person.lead": ("Kontaktperson for {initiatives}.", "Contact person of {initiatives}."),
    "undertaking.rests": ("Grundlag for {initiatives}.", "Foundation of {initiatives}."),
    "undertaking.rests.none": ("Intet initiativ bygger direkte på det.", "No initiative builds directly on it."),
    "undertaking.indirectly.lead": (
        "{number} mere hviler på det gennem andre.",
        "{number} more rest on it through others.",
    ),
    "undertaking.directly": ("Hvad hviler på det?", "What rests on it?"),
    "undertaking.directly.none": ("Intet bygger direkte på det.", "Nothing builds on it directly."),
    "undertaking.indirectly": ("Gennem andre", "Through others"),
    "undertaking.indirectly.hint": (
        "De bygger på noget, der bygger på dette.",
        "They build on something that builds on this.",
    ),
    # -- questions -----------------------------------------------------------------------------------------------------
    "questions.lead": (
        "Vælg et spørgsmål, udfyld felterne, og få svaret som tabel.",
        "Choose a question, fill in the fields, and get the answer as a table.",
    ),
    "questions.own": ("Vil du stille dine egne spørgsmål, så brug", "To ask questions of your own, use"),
    "questions.sparql": ("SPARQL-vinduet", "the SPARQL console"),
    "ask": ("Spørg", "Ask"),
    "answer": ("Svar", "Answer"),
    "any": ("(uden begrænsning)", "(no restriction)"),
    "question.none": ("Svaret er tomt: der er ingen.", "The answer is empty: there are none."),
    "spreadsheet": ("Regneark (CSV)", "Spreadsheet (CSV)"),
    # -- overlap -------------------------------------------------------------------------------------------------------
    "overlap.by": ("Sammenlign efter", "Compare by"),
    "overlap.participants": ("Partnere", "Partners"),
    "overlap.builds_on": ("Grundlag", "Foundations"),
    "overlap.contacts": ("Kontaktpersoner", "Contact persons"),
    "overlap.themes": ("Temaer", "Themes"),
    "overlap.heading.participants": ("Hvilke initiativer deler partnere?", "Which initiatives share partners?"),
    "overlap.heading.builds_on": ("Hvilke initiativer bygger på det samme?", "Which initiatives build on the same?"),
    "overlap.heading.contacts": (
        "Hvilke initiativer deler kontaktpersoner?",
        "Which initiatives share contact persons?",
    ),
    "overlap.heading.themes": ("Hvilke initiativer deler temaer?", "Which initiatives share themes?"),
    "overlap.lead.participants": (
        "To initiativer overlapper, når de samme navngivne organisationer står som parter i begge.",
        "Two initiatives overlap where the same named organisations are parties of both.",
    ),
    "overlap.lead.builds_on": (
        "To initiativer overlapper, når de bygger direkte videre på det samme.",
        "Two initiatives overlap where they build directly on the same thing.",
    ),
    "overlap.lead.contacts": (
        "To initiativer overlapper, når de henviser til den samme person.",
        "Two initiatives overlap where they refer to the same person.",
    ),
    "overlap.lead.themes": (
        "To initiativer overlapper, når de har et tema til fælles.",
        "Two initiatives overlap where they have a theme in common.",
    ),
    "overlap.glance": ("Overblik", "At a glance"),
    "overlap.caption": (
        "Antal fælles for hvert par af initiativer; en mørkere rude er flere",
        "Number in common for each pair of initiatives; a darker cell is more",
    ),
    "overlap.pairs": ("Par for par, flest fælles først", "Pair by pair, most in common first"),
    "overlap.shared": ("{number} fælles:", "{number} in common:"),
    "overlap.measure": (
        "{jaccard} af det, de to har tilsammen, er fælles; {chance}.",
        "{jaccard} of what the two have together is in common; {chance}.",
    ),
    "overlap.chance.rare": (
        "så stort et overlap er næppe tilfældigt ({q})",
        "so large an overlap is hardly chance ({q})",
    ),
    "overlap.chance.common": (
        "så stort et overlap kan sagtens være tilfældigt ({q})",
        "so large an overlap may well be chance ({q})",
    ),
    "overlap.explain": (
        "q er sandsynligheden for et mindst lige så stort overlap ved lodtrækning, rettet for at mange"
        " par sammenlignes. Små initiativer giver få fælles at regne på.",
        "q is the chance of at least as large an overlap if lots were drawn, corrected for the many"
        " pairs compared. Small initiatives leave little to count.",
    ),
    "overlap.none": ("Ingen initiativer har noget til fælles her.", "No initiatives have anything in common here."),
    # -- dependencies --------------------------------------------------------------------------------------------------
    "dependencies.heading": ("Hvad hviler på hvad?", "What rests on what?"),
    "dependencies.lead": (
        "Hvert initiativ siger, hvad det bygger videre på. Her ses, hvad flere deler, og hvad hvert"
        " enkelt støtter sig til.",
        "Each initiative says what it builds on. Here is what several share, and what each one leans on.",
    ),
    "dependencies.common": ("Grundlag for flere initiativer", "Foundations of several initiatives"),
    "dependencies.common.caption": ("Dem for flest initiativer først", "Those of most initiatives first"),
    "dependencies.common.none": (
        "Ingen to initiativer bygger direkte på det samme.",
        "No two initiatives build directly on the same thing.",
    ),
    "dependencies.between": ("Initiativer, der bygger på hinanden", "Initiatives that build on each other"),
    "dependencies.each": ("Initiativ for initiativ", "Initiative by initiative"),
    "dependencies.each.none": ("Nævner intet grundlag.", "Names no foundation."),
    "dependencies.all": ("Alle grundlag", "All foundations"),
    # -- about ---------------------------------------------------------------------------------------------------------
    "about.heading": ("Om fyrnet", "About fyrnet"),
    "about.lead": (
        "fyrnet gør forslagene til fyrtårnsinitiativer i hovedstadsregionen til et kort over"
        " samarbejdet: hvem er med, hvad bygger de på, og hvem kan man spørge.",
        "fyrnet turns the proposals for lighthouse initiatives in the Capital Region of Denmark into a"
        " map of cooperation: who takes part, what they build on, and whom to ask.",
    ),
    "about.sources": ("Kilder", "Sources"),
    "about.sources.text": (
        "Alt om initiativerne er læst ud af disse dokumenter. Hver oplysning henviser til linjerne, den står på.",
        "Everything about the initiatives was read from these documents. Each statement points to the"
        " lines it stands on.",
    ),
    "about.words": ("Ordene, vi bruger", "The words we use"),
    "about.collective": (
        "»Kommuner«, »virksomheder« og lignende: nævnt uden at det står, hvem. Vises for sig og tælles"
        " ikke som partnere.",
        "“Municipalities”, “companies” and the like: named without saying who. Shown apart and not"
        " counted as partners.",
    ),
    "about.lamp": ("Lamper", "Lamps"),
    "about.lamp.text": (
        "En lampe for hvert initiativ, i initiativernes rækkefølge. Den er tændt, hvor organisationen er"
        " med, og en ring, hvor den kun er nævnt som mulig, fremtidig eller eksempel.",
        "One lamp for each initiative, in their order. It is lit where the organisation takes part, and"
        " a ring where it is named only as possible, future or an example.",
    ),
    "about.limits": ("Begrænsninger", "Limits"),
    "about.limit.names": (
        "Én organisation kan stå med flere navne. Kendte navne er samlet; skrivemåden i kilden vises.",
        "One organisation may be written in several ways. Known names are brought together; the source’s"
        " spelling is shown.",
    ),
    "about.limit.numbers": (
        "Numrene er dem, der er trykt. Nogle er løbet sammen af rettelser, så to initiativer kan se ud"
        " til at have samme nummer.",
        "Numbers are as printed. Some ran together from corrections, so two initiatives may seem to have the same one.",
    ),
    "about.limit.possible": (
        "Mange parter er kun mulige eller fremtidige deltagere. De tælles med, og deres rolle står ved navnet.",
        "Many parties are only possible or future participants. They are counted, and their role stands"
        " beside the name.",
    ),
    "about.limit.time": (
        "Forslagene er fra 2016. Personer og aftaler kan have ændret sig.",
        "The proposals are from 2016. People and agreements may have changed.",
    ),
    "about.contacts": ("Kontaktoplysninger", "Contact details"),
    "about.contacts.shown": (
        "E-mail og telefon er dem, forslagene selv oplyser, og vises kun, så initiativerne kan kontaktes.",
        "E-mail and telephone are those the proposals themselves give, and are shown only so that"
        " initiatives can be reached.",
    ),
    "about.use": ("Brug oplysningerne andre steder", "Use the data elsewhere"),
    "about.use.text": (
        "Alt findes også som åbne data med faste adresser:",
        "Everything is also available as open data with fixed addresses:",
    ),
    "about.licence": ("Licens", "Licence"),
    "about.licence.text": (
        "Programmet og fyrnets egne data er frit tilgængelige under MIT-licensen. Dokumenternes tekst"
        " tilhører deres udgiver.",
        "The program and fyrnet’s own data are free under the MIT licence. The text of the documents"
        " belongs to their publisher.",
    ),
    # -- SPARQL and technical access -----------------------------------------------------------------------------------
    "sparql.lead": (
        "Stil dine egne spørgsmål i forespørgselssproget SPARQL. Der kan kun læses.",
        "Ask questions of your own in the query language SPARQL. Reading only.",
    ),
    "sparql.query": ("Forespørgsel", "Query"),
    "sparql.run": ("Kør", "Run"),
    "sparql.bound": ("Stoppes efter {seconds} sekunder.", "Stopped after {seconds} seconds."),
    "sparql.error": ("Forespørgslen gav intet svar.", "The query gave no answer."),
    "sparql.first": ("de første {number} vises", "the first {number} are shown"),
    "sparql.caption": ("Resultat af forespørgslen", "Result of the query"),
    "sparql.examples": ("Eksempler", "Examples"),
    "sparql.graphs": ("Navngivne grafer", "Named graphs"),
    "docs.lead": (
        "Hvad programmer kan hente her, og hvordan; beskrivelsen er på engelsk. Maskinlæsbart:",
        "What programs can fetch here, and how. Machine-readable:",
    ),
    # -- errors --------------------------------------------------------------------------------------------------------
    "error.400": ("Det forstod vi ikke", "We did not understand that"),
    "error.400.advice": (
        "Adressen har et felt, der mangler eller ikke kan bruges.",
        "A field of the address is missing or cannot be used.",
    ),
    "error.404": ("Siden findes ikke", "There is no such page"),
    "error.404.advice": (
        "Måske er den stavet anderledes. Søg efter det, du leder efter:",
        "Perhaps it is spelt differently. Search for what you are looking for:",
    ),
    "error.405": ("Det kan man ikke gøre her", "That cannot be done here"),
    "error.405.advice": ("Siden kan kun læses.", "The page can only be read."),
    "error.503": ("Vent et øjeblik", "One moment, please"),
    "error.503.advice": ("Tjenesten er optaget. Prøv igen om lidt.", "The service is busy. Try again in a moment."),
    "error.504": ("Det tog for lang tid", "That took too long"),
    "error.504.advice": (
        "Forespørgslen blev stoppet. Spørg om mindre ad gangen.",
        "The query was stopped. Ask for less at a time.",
    ),
    "error.500": ("Noget gik galt", "Something went wrong"),
    "error.500.advice": ("Fejlen er noteret. Prøv igen senere.", "The error was noted. Try again later."),
}
