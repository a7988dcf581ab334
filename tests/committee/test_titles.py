"""Titles that people write, with what a B2B contact list would say of them."""

from __future__ import annotations

import pytest

from abm_core.committee.titles import read_title

# seniority | function | titles
ENGLISH = """
c-level | operations | COO & SVP Operations
c-level | general management | CEO
c-level | general management | President and CEO
c-level | general management | Co-Founder
c-level | engineering | Co-Founder & CTO
c-level | finance | Executive Vice President and Chief Financial Officer
c-level | finance | Interim CFO
c-level | finance | Acting Chief Financial Officer
c-level | security | CISO
c-level | security | Chief Information Security Officer
c-level | it | Chief Information Officer
c-level | data | Chief Data & Analytics Officer
c-level | hr | Chief People Officer
c-level | sales | Chief Revenue Officer
c-level | legal | General Counsel
c-level | general management | Managing Director
c-level | general management | Owner
c-level | general management | Owner-Operator
c-level | finance | Managing Director, Investment Banking
c-level | general management | Board of Directors
c-level | general management | Chairman of the Board
c-level | finance | Cheif Financial Officer
vp | general management | Vice President
vp | marketing | Vice President, Marketing
vp | sales | V.P. of Sales
vp | engineering | SVP Engineering
vp | customer | Vice-President Customer Success
vp | it | Assistant Vice President, Information Technology
vp | marketing | Vice Presidnet of Marketing
director | finance | Director of Finance
director | procurement | Head of Procurement
director | hr | Associate Director, Human Resources
director | product | Senior Director, Product Management
director | legal | Deputy Director, Legal
director | sales | Sales and Marketing Director at Acme Data Ltd
director | data | Dir. Data Science
director | security | Head of Cybersecurity
manager | sales | Key Account Manager
manager | marketing | Sr. Mktg. Mgr.
manager | product | Product Manager
manager | engineering | Software Engineering Manager
manager | operations | Warehouse Supervisor
manager | operations | Construction Foreman
manager | it | IT Manager
manager | operations | Head Cook
manager | engineering | Team Lead, Backend Engineering
manager | procurement | Purchasing Manger
other | finance | Assistant to the CFO
other | finance | Executive Assistant to the Chief Financial Officer
other | marketing | Former VP Marketing
other | finance | Financial Analyst
other | sales | Account Executive
other | sales | Sales Engineer
other | it | Systems Administrator
other | product | Product Owner
other | hr | HR Business Partner
other | engineering | Lead Software Engineer
other | engineering | Principal Engineer
other | data | Data Scientist
other | other | Registered Nurse
other | other | Marketing Professor
other | operations | Truck Driver
other | operations | Machine Operator
other | procurement | Buyer
other | legal | Paralegal
other | marketing | Graphic Designer
other | customer | Customer Service Representative
other | operations | Administrative Assistant
"""
OTHERS = """
c-level | general management | Geschäftsführer
c-level | general management | Geschäftsführerin
c-level | general management | Geschäftsführer/in
c-level | general management | Mitglied des Vorstands
c-level | finance | Finanzvorstand
c-level | general management | Inhaber
director | procurement | Leiterin Einkauf
director | sales | Vertriebsleiter
director | it | Leiter IT
director | hr | Personalleiter (m/w/d)
director | finance | Leiter Rechnungswesen
director | engineering | Entwicklungsleiter
manager | operations | Teamleiter Logistik
manager | operations | Projektleiter
manager | product | Produktmanagerin
other | other | Krankenschwester
other | general management | Assistentin der Geschäftsführung
other | finance | Buchhalterin
other | sales | Vertriebsmitarbeiter
other | it | Systemadministrator
other | procurement | Einkäufer
other | engineering | Softwareentwickler
c-level | general management | Directeur Général
c-level | general management | PDG
c-level | general management | Gérante
c-level | general management | Président-directeur général
vp | sales | Vice-président des ventes
director | finance | Directeur financier
director | hr | Directrice des ressources humaines
director | it | Directeur des systèmes d'information
director | procurement | Directeur des achats
director | sales | Directeur/trice commercial(e)
manager | marketing | Responsable marketing
manager | operations | Chef de projet
manager | product | Chef de produit
manager | finance | Responsable comptable
other | procurement | Acheteuse
other | engineering | Développeur
other | operations | Assistante de direction
other | sales | Ingénieur commercial
other | other | Infirmière
c-level | general management | Director General
c-level | general management | Gerente General
c-level | general management | Consejero Delegado
c-level | general management | Propietario
director | finance | Directora Financiera
director | marketing | Director de Marketing
director | hr | Directora de Recursos Humanos
manager | procurement | Jefe de Compras
manager | sales | Gerente de Ventas
manager | it | Responsable de Sistemas
manager | operations | Encargado de almacén
manager | operations | Jefa de producción
other | finance | Contador
other | engineering | Ingeniera de software
other | legal | Abogado
other | operations | Secretaria de dirección
c-level | general management | Amministratore Delegato
c-level | general management | Direttore Generale
c-level | general management | Titolare
director | sales | Direttore Commerciale
director | hr | Direttrice Risorse Umane
manager | procurement | Responsabile Acquisti
manager | it | Responsabile Sistemi Informativi
manager | operations | Capo reparto produzione
manager | marketing | Responsabile comunicazione
other | finance | Ragioniere
other | procurement | Addetto ufficio acquisti
c-level | general management | Algemeen directeur
c-level | general management | Eigenaar
c-level | general management | Bestuursvoorzitter
director | procurement | Hoofd Inkoop
director | finance | Financieel directeur
director | hr | Hoofd Personeelszaken
director | it | Hoofd ICT
manager | sales | Verkoopmanager
manager | operations | Teamleider magazijn
manager | marketing | Manager marketing en communicatie
other | procurement | Inkoper
other | finance | Boekhouder
other | engineering | Ontwikkelaar
c-level | general management | Diretor Geral
c-level | general management | Sócio-gerente
director | finance | Diretor Financeiro
director | marketing | Diretora de Marketing
director | sales | Diretor(a) Comercial
manager | procurement | Gerente de Compras
manager | sales | Gerente de Vendas
manager | it | Gerente de TI
manager | hr | Gerente de Recursos Humanos
manager | operations | Supervisor de produção
other | finance | Contadora
other | legal | Advogada
other | engineering | Engenheiro de software
"""


def listed(text: str) -> list[tuple[str, str, str]]:
    rows = [line.split("|") for line in text.strip().splitlines()]
    return [(row[2].strip(), row[0].strip(), row[-1].strip() if len(row) > 3 else row[1].strip())
            for row in rows]


@pytest.mark.parametrize(("title", "seniority", "function"), [*listed(ENGLISH), *listed(OTHERS)])
def test_titles_in_seven_languages(title: str, seniority: str, function: str) -> None:
    found = read_title(title)
    assert (found.seniority, found.function) == (seniority, function), found
