"""Invented papers that speak of partners, results, figures and contacts, and propose nothing."""

from __future__ import annotations

from typing import Final

__all__ = ["PAPERS"]

PAPERS: Final = {
    "minutes of a steering group": """Referat af styregruppemøde den 12. maj 2019

Deltagere: Anne Eksempel (Gate 21), Bo Prøve (CLEAN), Kaj Test (Region Hovedstaden)

1. Godkendelse af dagsorden
Dagsordenen blev godkendt.

2. Status på projekter
Projektet bygger videre på erfaringerne fra Blå Bølge. Partnerne er enige om næste skridt.

3. Økonomi
Der er brugt 2,3 mio. kr. ud af 5 mio. kr.

4. Forventede resultater
- Rapport i 2020
- Konference

5. Kontakt
Spørgsmål rettes til Anne Eksempel, anne@example.org
""",
    "newsletter": """Nyt fra klyngen – juni 2018

Vi har fået nye partnere
DTU og CLEAN er med i projektet om grønne havne. Vi forventer, at flere kommer til.

Aktiviteter i efteråret
- Konference den 3. september
- Studietur til Malmø

Tal, der tæller
- 45 medlemmer
- 12 arrangementer

Resultater
Vi har fået 5 mio. kr. fra Interreg.

Kontakt
Anne Eksempel, anne@example.org, tlf. 00112233
""",
    "tender": """Udbud af rådgivning om klimatilpasning

Baggrund
Region Hovedstaden ønsker rådgivning.

Opgavens indhold
- Kortlægning af oversvømmelser
- Rapport

Tildelingskriterier
- Pris 40 %
- Kvalitet 60 %

Tidsplan
Tilbud afleveres senest den 1. oktober 2018.

Kontrakten
Kontrakten bygger på AB 18.

Kontaktperson
Anne Eksempel, anne@example.org
""",
    "life with projects": """Curriculum vitae

Anne Eksempel
Projektleder

Erfaring
2015-2018 Projektleder, Gate 21
2010-2015 Konsulent, COWI

Resultater
- Øgede omsætningen med 20 %
- Startede tre projekter med partnere i DTU og CLEAN

Uddannelse
Cand.polit., Københavns Universitet

Kontakt
anne@example.org, tlf. 00112233
""",
    "job advert": """Projektleder til Gate 21

Vi søger en projektleder, der kan samle partnere om den grønne omstilling.

Dine opgaver
- Lede projekter med kommuner og virksomheder
- Skrive ansøgninger

Vi forventer
- at du har erfaring med projektledelse
- at du kan lide tal

Vi tilbyder
- 37 timer om ugen
- 50 kolleger

Kontakt
Spørgsmål rettes til Anne Eksempel, anne@example.org, tlf. 00112233. Ansøgningsfrist den 1. maj.
""",
    "price list": """Prisliste 2019

Leje af lokaler
- Mødelokale: 500 kr.
- Sal: 2.500 kr.

Samarbejdspartnere får 10 % rabat.

Tal
- 3 lokaler
- 1 sal

Kontakt
anne@example.org
""",
    "contract": """Samarbejdsaftale

Parter
Gate 21 og CLEAN

Formål
Parterne samarbejder om grønne havne.

Aktiviteter
- Fælles møder
- Fælles ansøgninger

Resultater
Resultater tilhører parterne i fællesskab.

Grundlag
Aftalen bygger på strategien ”Grøn Kaj”.

Økonomi
Hver part betaler 50.000 kr.

Opsigelse
Aftalen kan opsiges med 3 måneders varsel.

Kontaktpersoner
Anne Eksempel, anne@example.org
""",
    "letter": """Kære Anne

Tak for mødet i går. Vi vil gerne høre mere om jeres planer.

Vi forventer at komme forbi i næste uge. Partnerne er glade for samarbejdet, og vi bygger videre på det, vi talte om.

Kontakt mig gerne på bo@example.org eller tlf. 00112233.

Med venlig hilsen
Bo Prøve
Gate 21
""",
    "article": """Havnen bliver grøn

Af Anne Eksempel, anne@example.org

Havnen i byen skal være grøn. Det siger borgmesteren. Bag projektet står Gate 21, CLEAN og DTU.

Projektet bygger videre på Blå Bølge, som sluttede i 2015. Vi forventer, at 5.000 både sejler på el i 2025, siger han.

Vi vil etablere et havnebad og plante tang, fortæller projektlederen. Det koster 40 mio. kr.

Kontakt gerne redaktionen, hvis du ved mere.
""",
    "about an organisation": """Om Gate 21

Gate 21 er et partnerskab.

Aktiviteter
- Netværk
- Konferencer

Partnere
DTU, CLEAN, Region Hovedstaden

Tal og fakta
- 60 ansatte
- 110 medlemmer

Resultater
- 20 projekter på ti år

Kontakt
Anne Eksempel, anne@example.org, tlf. 00112233
""",
    "annual report": """Årsberetning 2017

Aktiviteter i 2017
- 12 møder
- 3 konferencer

Resultater
- 5 nye projekter

Nøgletal
- 60 ansatte

Samarbejdspartnere
DTU og CLEAN

Kontakt
Anne Eksempel, anne@example.org
""",
    "course": """Kursus i projektledelse

Indhold
- Planlægning
- Interessenter

Udbytte
- Du lærer at lede projekter

Deltagere
Kurset er for projektledere i kommuner.

Fakta
- Pris: 4.000 kr.
- 3 dage

Kontakt
Anne Eksempel, anne@example.org
""",
    "English article": """City harbour goes green

The city proposes a green harbour. Partners include Gate 21 and CLEAN, and the project builds on Blue Wave.

Expected results are cleaner water by 2025. The project will cost DKK 40 million.

Contact: anne@example.org
""",
    "English paper": """Green harbours: a review

Abstract
We review green harbours.

Background
Harbours are dirty.

Methods
We read 50 papers.

Results
- 20 % of harbours are green.

Discussion
Partners matter.

Conclusion
Harbours can be green.

Related work
- Blue Wave (2015)

Funding
Interreg

Contact
anne@example.org
""",
    "English job advert": """Project officer

What you will do
- Lead projects with partners
- Write reports

What we expect
- Experience with projects

Who we are
We are Gate 21, a partnership of 50 members.

Facts
- 37 hours a week

Contact
Anne Eksempel, anne@example.org, phone 00112233
""",
    "final report": """Slutrapport for projektet Grøn Havn

Formål
Havnen skulle være grøn.

Aktiviteter
- Havnebad
- Tang

Resultater
- I 2017 blev havnen grøn.

Nøgletal
- 5 mio. kr.

Partnere
Gate 21 og CLEAN

Kontakt
Anne Eksempel, anne@example.org
""",
    "questions and answers": """Spørgsmål og svar om affald

Hvem er med?
Alle kommuner er med.

Hvad skal vi gøre?
- Sortere affald
- Aflevere glas

Hvad koster det?
Det koster 500 kr.

Hvad får vi ud af det?
Mindre affald i 2025.

Hvem kan man kontakte?
Anne Eksempel, anne@example.org, tlf. 00112233
""",
    "answer to a hearing": """Høringssvar fra Gate 21 om klimaplanen

Gate 21 foreslår, at planen bygger videre på Blå Bølge. Vi forventer, at kommunerne er med i arbejdet.

Parterne er Region Hovedstaden og DTU.

I dag er 5 % af havnene grønne.

Kontakt: Anne Eksempel, anne@example.org
""",
    "programme of a conference": """Program for konferencen Grønne Havne

Oplægsholdere
Anne Eksempel, Gate 21
Bo Prøve, DTU

Indhold
- Velkomst
- Hvad har vi opnået?
- Debat

Partnere
CLEAN, Region Hovedstaden

Fakta
- Tid: 3. maj 2018
- Pris: 500 kr.

Tilmelding
anne@example.org, tlf. 00112233
""",
    "call of a fund": """Puljeopslag: grønne havne

Hvad kan I søge til?
- Havnebade
- Tang

Hvem kan søge?
Kommuner og virksomheder

Beløb
Puljen er på 10 mio. kr. Op til 50 % af udgifterne dækkes.

Forventede effekter
- Flere grønne havne i 2025

Kontakt
Anne Eksempel, anne@example.org
""",
}
