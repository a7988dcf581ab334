"""Vocabularies of the sample: word parts, countries, people, trades and products.

All stems and surnames are put together from invented parts, so that no account is meant to be a
real company; products are named by category, never by brand.
"""

from __future__ import annotations

from typing import NamedTuple


class Country(NamedTuple):
    """A country with its share of accounts, sales geography, legal forms and way of naming."""

    name: str
    share: float
    region: str
    territories: tuple[str, ...]
    style: str
    forms: tuple[str, ...]
    currency: str = "USD"
    local: str = ""


COUNTRIES = (
    Country("United States", 27, "AMER", ("US East", "US Central", "US West"), "english",
            ("Inc.", "LLC", "Corp."), local="North America"),
    Country("Canada", 5, "AMER", ("Canada",), "english", ("Inc.", "Ltd."), local="Canada"),
    Country("United Kingdom", 11, "EMEA", ("UK & Ireland",), "english", ("Ltd", "plc", "Limited"),
            "GBP", "UK"),
    Country("Ireland", 2, "EMEA", ("UK & Ireland",), "english", ("Ltd", "DAC"), "EUR", "Ireland"),
    Country("Germany", 11, "EMEA", ("DACH",), "german", ("GmbH", "AG", "GmbH & Co. KG", "SE"),
            "EUR", "Deutschland"),
    Country("Austria", 2, "EMEA", ("DACH",), "german", ("GmbH", "AG"), "EUR", "Österreich"),
    Country("Switzerland", 2.5, "EMEA", ("DACH",), "german", ("AG", "GmbH"), local="Schweiz"),
    Country("France", 6, "EMEA", ("France & Benelux",), "romance", ("SAS", "SA", "SARL"), "EUR",
            "France"),
    Country("Belgium", 1.5, "EMEA", ("France & Benelux",), "romance", ("NV", "SA"), "EUR",
            "Belgium"),
    Country("Netherlands", 4, "EMEA", ("France & Benelux",), "german", ("B.V.", "N.V."), "EUR",
            "Nederland"),
    Country("Spain", 3, "EMEA", ("Southern Europe",), "romance", ("S.L.", "S.A."), "EUR", "Iberia"),
    Country("Italy", 3.5, "EMEA", ("Southern Europe",), "romance", ("S.p.A.", "S.r.l."), "EUR",
            "Italia"),
    Country("Denmark", 2.5, "EMEA", ("Nordics",), "nordic", ("A/S", "ApS"), local="Danmark"),
    Country("Sweden", 3, "EMEA", ("Nordics",), "nordic", ("AB",), local="Sverige"),
    Country("Norway", 2, "EMEA", ("Nordics",), "nordic", ("AS", "ASA"), local="Norge"),
    Country("Finland", 1.5, "EMEA", ("Nordics",), "nordic", ("Oy", "Oyj"), "EUR", "Suomi"),
    Country("Poland", 2.5, "EMEA", ("Central & Eastern Europe",), "slavic",
            ("Sp. z o.o.", "S.A."), local="Polska"),
    Country("Czechia", 1.5, "EMEA", ("Central & Eastern Europe",), "slavic", ("s.r.o.", "a.s."),
            local="Czechia"),
    Country("Australia", 3.5, "APAC", ("Australia & New Zealand",), "english", ("Pty Ltd",),
            local="Australia"),
    Country("Singapore", 2, "APAC", ("South-East Asia",), "pacific", ("Pte. Ltd.",), local="APAC"),
    Country("Japan", 3, "APAC", ("Japan",), "pacific", ("K.K.", "Co., Ltd."), local="Japan"),
)

STEM_PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "english": (
        ("Brav", "Cald", "Dunv", "Elmb", "Fenn", "Garv", "Harl", "Kest", "Lorv", "Marv", "Nettl",
         "Orrin", "Penv", "Quarn", "Rosk", "Selw", "Thrav", "Umbr", "Velt", "Wexl", "Yarv",
         "Trelw", "Zell", "Oxm", "Brunt", "Clav", "Ashv", "Blenk", "Corr", "Drax", "Everl", "Fost",
         "Grend", "Hexl", "Ingr", "Jessw", "Kerb", "Lamb", "Mund", "Norv"),
        ("a", "e", "i", "o", "en", "er"),
        ("wick", "mere", "stow", "vane", "dral", "quist", "lyne", "thorpe", "mott", "tix", "ryn",
         "combe", "nova", "dane", "shaw", "brix", "gate", "lark", "cott", "pell", "mark", "vex"),
    ),
    "german": (
        ("Grun", "Hald", "Osterk", "Wied", "Krall", "Bruch", "Söll", "Mühl", "Küst", "Bäch",
         "Tronk", "Eschw", "Lüdd", "Radem", "Vogts", "Zwirn", "Dornk", "Pfrong", "Stölz", "Hegg"),
        ("e", "en", "er", "el"),
        ("brink", "moser", "horst", "rath", "kamp", "lohe", "wert", "stätt", "gruber", "mann",
         "siek", "bruck", "feldt", "tal", "zell", "dorn"),
    ),
    "romance": (
        ("Calv", "Morr", "Estr", "Valz", "Brign", "Cort", "Darz", "Férr", "Gav", "Lév", "Mont",
         "Pérenn", "Quint", "Rosc", "Sald", "Tarr", "Vign", "Albr", "Orv", "Jarn"),
        ("a", "e", "i", "o"),
        ("nelli", "tière", "riz", "gnac", "dello", "monte", "vances", "relle", "cámar", "stano",
         "zzola", "mont", "drès", "varre", "llano", "chard"),
    ),
    "nordic": (
        ("Bjørk", "Hav", "Skær", "Nordl", "Tjørn", "Vestr", "Ålm", "Grøn", "Kvist", "Lysh",
         "Rønn", "Sundv", "Trond", "Ulvs", "Hjort", "Fjäll"),
        ("e", "a", "en", "er"),
        ("vekk", "strand", "lund", "torp", "holt", "vik", "moen", "gård", "berget", "bæk", "dahl",
         "nes", "mark", "sund", "fors", "rud"),
    ),
    "slavic": (
        ("Zbor", "Wrzes", "Kosł", "Dvoř", "Brzen", "Mlyn", "Chorz", "Vrat", "Jasn", "Rado",
         "Stav", "Lubow", "Krás", "Ostr"),
        ("o", "y", "e", "i"),
        ("wski", "vec", "nka", "snik", "rzec", "nice", "mir", "szewo", "tov", "dów", "bora",
         "chal"),
    ),
    "pacific": (
        ("Tanz", "Korih", "Miyas", "Sorak", "Banv", "Linj", "Hazun", "Oshik", "Renk", "Yukat",
         "Takum", "Nalin", "Seng", "Arim"),
        ("a", "e", "o", "u"),
        ("mira", "tano", "ndo", "wara", "sei", "kura", "riku", "zumi", "lang", "nari", "tomo",
         "shin"),
    ),
}

PARTNER_WORDS = ("Sons", "Partners", "Brothers", "Company")
GROUP_WORDS = ("Group", "Holding", "International")

INDUSTRIES: dict[str, tuple[float, float, tuple[str, ...]]] = {
    # industry: share of accounts, revenue per employee in USD, second words of company names
    "Financial services": (10, 320e3, ("Capital", "Finance", "Credit", "Payments")),
    "Insurance": (7, 380e3, ("Insurance", "Mutual", "Assurance")),
    "Telecommunications": (6, 340e3, ("Telecom", "Networks", "Mobile")),
    "Software": (12, 210e3, ("Software", "Systems", "Labs", "Digital")),
    "Retail": (10, 240e3, ("Stores", "Retail", "Home", "Market")),
    "Logistics": (8, 190e3, ("Logistics", "Freight", "Shipping")),
    "Pharmaceuticals": (6, 390e3, ("Pharma", "Therapeutics", "Biologics")),
    "Medical devices": (7, 260e3, ("Medical", "Instruments", "Diagnostics")),
    "Industrial machinery": (13, 230e3, ("Machinery", "Engineering", "Tools", "Automation")),
    "Energy": (7, 520e3, ("Energy", "Power", "Grid")),
    "Professional services": (9, 150e3, ("Consulting", "Advisory", "Services")),
    "Education": (5, 95e3, ("Learning", "Academy", "Education")),
}

DATA_TECHNOLOGIES = ("Data warehouse", "Data lake", "Event streaming")
OTHER_TECHNOLOGIES = (
    "Cloud ERP", "On-prem ERP", "CDP", "Kubernetes", "BI suite", "Mainframe", "Web shop",
    "Marketing automation", "Help desk", "Identity provider",
)
FUNDING_STAGES = ("Bootstrapped", "Seed", "Series A", "Series B", "Series C or later",
                  "Private equity", "Listed")
PRODUCT_AREAS = ("data pipelines", "stream processing", "data catalogue", "quality monitoring",
                 "cost control", "access governance")
OPEN_STAGES = ("Discovery", "Qualification", "Evaluation", "Proposal", "Negotiation")

SALES_OWNERS = (
    "Amara Okonjo", "Ida Holm", "Rafael Quintero", "Mei-Lin Tan", "Jonas Weidner",
    "Priya Raghunathan", "Claire Aubertin", "Tomasz Wilczek", "Hana Morishita", "Darnell Brooks",
    "Leila Farahani", "Siobhán Keane",
)
MARKETING_OWNERS = ("Tomas Brandt", "Nadia El-Amin", "Grace Whitlock", "Kenji Arakawa")
APPROVERS = ("Ingrid Solberg", "Marcus Adeyemi")
PROGRAMME = "Northern Lights"
