"""Names of invented people: first and last names by culture, and which culture lives where.

First and last names are common ones, combined at random; addresses are at ``.example`` domains.
"""

from __future__ import annotations

import numpy as np

from sample_data.companies import slug

CULTURES: dict[str, tuple[str, str]] = {
    "english": (
        "James Mary Oliver Emma Jack Sophie Harry Charlotte William Grace Daniel Alice Thomas Lucy "
        "Ryan Hannah Matthew Olivia Andrew Rachel Christopher Megan Kevin Laura Brian Jessica",
        "Smith Taylor Brown Wilson Walker Wright Robinson Thompson White Hughes Edwards Green Hall "
        "Wood Harris Clarke Turner Cooper Ward Baker Carter Phillips Mitchell Parker Bennett Reed "
        "Murphy Kelly O'Brien Campbell Stewart Morgan",
    ),
    "german": (
        "Lukas Anna Jonas Lea Felix Katharina Stefan Sabine Jürgen Monika Andreas Claudia Michael "
        "Birgit Thomas Petra Matthias Susanne Tobias Julia Christian Nicole Björn Heike",
        "Müller Schmidt Schneider Fischer Weber Wagner Becker Hoffmann Schäfer Koch Bauer Richter "
        "Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hartmann Lange Krause Lehmann "
        "Köhler Huber Maier Böhm",
    ),
    "french": (
        "Jean Marie Pierre Camille Louis Chloé Antoine Émilie François Hélène Nicolas Aurélie "
        "Julien Céline Mathieu Sandrine Benoît Élodie Laurent Sylvie Jean-Luc Anne-Sophie",
        "Martin Bernard Dubois Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre "
        "Michel Garcia Roux Fournier Girard Mercier Blanc Guérin Boyer Chevalier Lemaître Gauthier",
    ),
    "spanish": (
        "Antonio María José Carmen Manuel Lucía Javier Marta Carlos Elena Miguel Sofía Alejandro "
        "Paula Fernando Cristina Diego Raquel Álvaro Beatriz",
        "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez "
        "Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres",
    ),
    "italian": (
        "Marco Giulia Francesco Chiara Alessandro Francesca Luca Elena Matteo Valentina Andrea "
        "Martina Davide Federica Giovanni Paola Stefano Silvia Niccolò Alessia",
        "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti "
        "Mancini Costa Giordano Rizzo Lombardi Moretti Barbieri Fontana D'Angelo",
    ),
    "dutch": (
        "Jan Anna Pieter Sanne Daan Lotte Bram Femke Joost Marieke Ruben Eva Thijs Ilse Maarten "
        "Anouk Wouter Inge Sjoerd Esther",
        "Jansen Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Brouwer Dijkstra "
        "Smeets Kok Verhoeven Willems Kuipers Maas Postma",
    ),
    "portuguese": (
        "João Maria Tiago Ana Rui Inês Pedro Catarina Miguel Beatriz Nuno Sofia Luís Joana André "
        "Mariana Gonçalo Teresa",
        "Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Fernandes Gonçalves "
        "Gomes Lopes Marques Almeida Ribeiro Pinto Carvalho Conceição",
    ),
    "danish": (
        "Lars Mette Søren Anne Niels Kirsten Mads Camilla Jens Louise Rasmus Ida Henrik Maja "
        "Jørgen Åse Kasper Line",
        "Jensen Nielsen Hansen Pedersen Andersen Christensen Larsen Sørensen Rasmussen Jørgensen "
        "Madsen Kristensen Møller Thomsen Poulsen Østergaard Lund Holm",
    ),
    "swedish": (
        "Erik Anna Lars Karin Johan Emma Anders Elin Per Sara Mikael Kristina Göran Åsa Nils "
        "Linnéa Fredrik Maria Björn Ingrid",
        "Johansson Andersson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson "
        "Lindberg Lindqvist Bergström Sjöberg Åkesson Nyström Berg Haugen Korhonen Virtanen",
    ),
    "slavic": (
        "Piotr Anna Krzysztof Katarzyna Tomasz Agnieszka Paweł Magdalena Marek Joanna Jakub Petra "
        "Jan Tereza Jiří Lenka Łukasz Zuzana",
        "Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański Novák Svoboda "
        "Dvořák Černý Procházka Kučera Veselý Horák Krejčí Mazur",
    ),
    "indian": (
        "Rahul Priya Amit Anjali Sanjay Neha Vikram Pooja Arjun Kavita Suresh Deepa Rohan Meera",
        "Sharma Patel Singh Kumar Gupta Reddy Iyer Nair Mehta Rao Joshi Desai Krishnan Banerjee",
    ),
    "eastern": (
        "Haruto Yui Kenji Sakura Wei Mei Hiroshi Aiko Jun Ling Takashi Naoko Min Xin Kazuki Yuki "
        "Li Siew",
        "Tanaka Sato Suzuki Takahashi Watanabe Yamamoto Nakamura Kobayashi Chen Wang Li Zhang Lin "
        "Tan Lim Ng Kim Park",
    ),
    "african": (
        "Chidi Amina Kwame Fatima Tunde Zainab Omar Leila Yusuf Nadia Emeka Aisha",
        "Okafor Mensah Adeyemi Diallo Hassan Ibrahim El-Sayed Haddad Nkosi Abebe Mohamed Traoré",
    ),
}

_ABROAD = {"english": 2, "indian": 3, "eastern": 2, "african": 2, "spanish": 1, "german": 1}
AT_HOME: dict[str, dict[str, float]] = {
    "United States": {"english": 60, "spanish": 14, "indian": 8, "german": 3, "italian": 3,
                      "portuguese": 2},
    "Canada": {"english": 60, "french": 18, "indian": 6},
    "Germany": {"german": 80}, "Austria": {"german": 80},
    "Switzerland": {"german": 55, "french": 20, "italian": 8, "portuguese": 4},
    "France": {"french": 80, "portuguese": 4}, "Belgium": {"french": 40, "dutch": 45},
    "Netherlands": {"dutch": 80}, "Spain": {"spanish": 72, "portuguese": 16},
    "Italy": {"italian": 85}, "Denmark": {"danish": 80}, "Sweden": {"swedish": 80},
    "Norway": {"danish": 50, "swedish": 35}, "Finland": {"swedish": 80},
    "Poland": {"slavic": 85}, "Czechia": {"slavic": 85},
    "Singapore": {"eastern": 60, "indian": 15}, "Japan": {"eastern": 90},
}
POSTBOXES = ("postbox.example", "mailhaven.example", "freepost.example")


def cultures(rng: np.random.Generator, countries: np.ndarray) -> np.ndarray:
    """A culture for each person, mostly that of the country."""
    found = np.empty(len(countries), dtype=object)
    for country in sorted(set(countries)):
        shares = {**_ABROAD, **AT_HOME.get(country, {"english": 80})}
        weights = np.array(list(shares.values()), dtype=float)
        here = np.flatnonzero(countries == country)
        found[here] = rng.choice(list(shares), size=len(here), p=weights / weights.sum())
    return found


def names(rng: np.random.Generator, culture: np.ndarray) -> tuple[list[str], list[str]]:
    """First and last names."""
    lists = {key: (first.split(), last.split()) for key, (first, last) in CULTURES.items()}
    u, v = rng.random(len(culture)), rng.random(len(culture))
    firsts = [lists[c][0][int(x * len(lists[c][0]))] for c, x in zip(culture, u, strict=True)]
    lasts = [lists[c][1][int(x * len(lists[c][1]))] for c, x in zip(culture, v, strict=True)]
    return firsts, lasts


def local_part(first: str, last: str, manner: int) -> str:
    """The part of an address before the @, in one of four manners of companies.

    >>> [local_part("Jean-Luc", "D'Angelo", manner) for manner in range(4)]
    ['jean-luc.dangelo', 'jdangelo', 'jean-lucd', 'dangelo.jean-luc']
    """
    one, two = slug(first), slug(last.replace("'", ""))
    return (f"{one}.{two}", f"{one[0]}{two}", f"{one}{two[0]}", f"{two}.{one}")[manner]
