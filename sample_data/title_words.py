"""Words that job titles are made of, by language: functions, and patterns by level."""

from __future__ import annotations

from typing import NamedTuple


class Language(NamedTuple):
    """What each function is called, in the order of ``FUNCTIONS``, and patterns by level.

    Patterns of one level are separated by ``|``; ``{f}`` stands for the function.
    """

    functions: str
    c_level: str
    vp: str
    director: str
    manager: str
    other: str


FUNCTIONS = {  # with the share of contacts
    "data": 17, "it": 17, "engineering": 11, "security": 4, "operations": 10, "finance": 10,
    "procurement": 6, "legal": 4, "marketing": 6, "sales": 5, "hr": 3, "product": 4, "general": 3,
}
LEVELS = {"c_level": 6, "vp": 9, "director": 17, "manager": 26, "other": 42}

CHIEFS = {  # the English title of a chief, and what it is shortened to
    "data": ("Chief Data Officer", "CDO"), "it": ("Chief Information Officer", "CIO"),
    "engineering": ("Chief Technology Officer", "CTO"),
    "security": ("Chief Information Security Officer", "CISO"),
    "operations": ("Chief Operating Officer", "COO"), "finance": ("Chief Financial Officer", "CFO"),
    "procurement": ("Chief Procurement Officer", "CPO"), "legal": ("General Counsel", "GC"),
    "marketing": ("Chief Marketing Officer", "CMO"), "sales": ("Chief Revenue Officer", "CRO"),
    "hr": ("Chief People Officer", "CHRO"), "product": ("Chief Product Officer", "CPO"),
    "general": ("Chief Executive Officer", "CEO"),
}

LANGUAGES = {
    "en": Language(
        "Data|IT|Engineering|Information Security|Operations|Finance|Procurement|Legal|Marketing|"
        "Sales|Human Resources|Product|Business Development",
        "{f}",
        "Vice President of {f}|Vice President, {f}|VP {f}|VP of {f}|SVP {f}|SVP, {f}|"
        "Senior Vice President {f}|EVP {f}|AVP {f}|V.P. {f}",
        "Director of {f}|Director, {f}|{f} Director|Head of {f}|Senior Director {f}|Sr. Dir. {f}|"
        "Dir. {f}|Group Head of {f}|Global Head of {f}",
        "{f} Manager|Manager, {f}|Senior Manager {f}|Sr Mgr {f}|Mgr. {f}|{f} Mgr|{f} Team Lead|"
        "{f} Program Manager|Team Leader {f}",
        "{f} Analyst|Senior {f} Analyst|{f} Specialist|{f} Consultant|{f} Coordinator|"
        "Lead {f} Specialist|{f} Associate|{f} Intern|Principal {f} Expert|Jr. {f} Analyst",
    ),
    "de": Language(
        "Data & Analytics|IT|Entwicklung|Informationssicherheit|Betrieb|Finanzen|Einkauf|Recht|"
        "Marketing|Vertrieb|Personal|Produktmanagement|Unternehmensentwicklung",
        "Geschäftsführer {f}|Geschäftsführerin {f}|Vorstand {f}|Mitglied des Vorstands, {f}|GF {f}",
        "Bereichsleiter {f}|Bereichsleiterin {f}|Hauptabteilungsleiter {f}|"
        "Bereichsvorstand {f}",
        "Leiter {f}|Leiterin {f}|Abteilungsleiter {f}|Abt.-Ltr. {f}|Abteilungsleitung {f}|Ltg. {f}",
        "Teamleiter {f}|Teamleiterin {f}|Gruppenleiter {f}|Projektleiter {f}|Teamltr. {f}",
        "Referent {f}|Referentin {f}|Sachbearbeiter {f}|Mitarbeiterin {f}|Werkstudent {f}|"
        "Spezialist {f}|Fachkraft {f}",
    ),
    "fr": Language(
        "données|informatique|ingénierie|sécurité informatique|opérations|finance|achats|juridique|"
        "marketing|commercial|ressources humaines|produit|stratégie",
        "Directeur général {f}|Directrice générale {f}|DG {f}|Membre du directoire, {f}",
        "Directeur général adjoint {f}|Directrice générale adjointe {f}|DGA {f}|"
        "Vice-président {f}",
        "Directeur {f}|Directrice {f}|Dir. {f}|Directeur de pôle {f}",
        "Responsable {f}|Responsable du service {f}|Chef de projet {f}|Resp. {f}|Cheffe d'équipe "
        "{f}",
        "Chargé de mission {f}|Chargée d'études {f}|Analyste {f}|Ingénieur {f}|Assistante {f}|"
        "Alternant {f}|Technicien {f}",
    ),
    "es": Language(
        "de Datos|de Sistemas|de Ingeniería|de Ciberseguridad|de Operaciones|Financiero|de Compras|"
        "Jurídico|de Marketing|Comercial|de Recursos Humanos|de Producto|de Desarrollo",
        "Director General {f}|Consejero Delegado, Área {f}|Directora General {f}",
        "Vicepresidente {f}|Vicepresidenta {f}|Director Ejecutivo {f}|Subdirector General {f}",
        "Director {f}|Directora {f}|Dir. {f}|Director del Área {f}",
        "Jefe {f}|Jefa {f}|Responsable {f}|Jefe de Proyecto {f}|Gerente {f}",
        "Técnico {f}|Analista {f}|Especialista {f}|Becario {f}|Consultora {f}|Administrativo {f}",
    ),
    "it": Language(
        "Dati|Sistemi Informativi|Ingegneria|Sicurezza Informatica|Operations|Amministrazione e "
        "Finanza|Acquisti|Affari Legali|Marketing|Commerciale|Risorse Umane|Prodotto|Strategia",
        "Direttore Generale {f}|Amministratore Delegato {f}|Direttrice Generale {f}|AD {f}",
        "Vicepresidente {f}|Direttore Centrale {f}|Vicedirettore Generale {f}",
        "Direttore {f}|Direttrice {f}|Dir. {f}|Dirigente {f}",
        "Responsabile {f}|Resp. {f}|Capo Progetto {f}|Responsabile Ufficio {f}|Capo Area {f}",
        "Addetto {f}|Addetta {f}|Analista {f}|Specialista {f}|Impiegato {f}|Tirocinante {f}",
    ),
    "nl": Language(
        "Data|ICT|Techniek|Informatiebeveiliging|Operatie|Financiën|Inkoop|Juridische Zaken|"
        "Marketing|Verkoop|Personeelszaken|Product|Bedrijfsontwikkeling",
        "Algemeen directeur {f}|Lid Raad van Bestuur, {f}|Bestuurder {f}",
        "Adjunct-directeur {f}|Divisiedirecteur {f}|Sectordirecteur {f}",
        "Directeur {f}|Hoofd {f}|Hoofd afdeling {f}",
        "Teamleider {f}|Afdelingsmanager {f}|Projectleider {f}|Teamhoofd {f}",
        "Medewerker {f}|Adviseur {f}|Specialist {f}|Beleidsmedewerker {f}|Stagiair {f}",
    ),
    "pt": Language(
        "de Dados|de Informática|de Engenharia|de Cibersegurança|de Operações|Financeiro|de "
        "Compras|Jurídico|de Marketing|Comercial|de Recursos Humanos|de Produto|de Estratégia",
        "Diretor-Geral {f}|Administrador {f}|Presidente Executivo, Pelouro {f}",
        "Vice-Presidente {f}|Diretor Executivo {f}",
        "Diretor {f}|Diretora {f}|Dir. {f}",
        "Gerente {f}|Gestor {f}|Coordenadora {f}|Chefe de Equipa {f}|Responsável {f}",
        "Técnico {f}|Analista {f}|Assistente {f}|Especialista {f}|Estagiário {f}",
    ),
    "da": Language(
        "data|it|teknik|informationssikkerhed|drift|økonomi|indkøb|jura|marketing|salg|HR|produkt|"
        "forretningsudvikling",
        "Administrerende direktør, {f}|Koncerndirektør, {f}|Adm. dir., {f}",
        "Vicedirektør, {f}|Underdirektør, {f}|Områdedirektør, {f}",
        "Direktør for {f}|Chef for {f}|Afdelingschef, {f}",
        "Leder af {f}|Teamleder, {f}|Projektleder, {f}|Afdelingsleder, {f}",
        "Medarbejder, {f}|Konsulent, {f}|Specialist i {f}|Studentermedhjælper, {f}|Rådgiver, {f}",
    ),
    "sv": Language(
        "data|IT|teknik|informationssäkerhet|drift|ekonomi|inköp|juridik|marknad|försäljning|HR|"
        "produkt|affärsutveckling",
        "Verkställande direktör, {f}|VD {f}|Koncernchef, {f}",
        "Vice VD, {f}|Divisionschef {f}|Affärsområdeschef {f}",
        "Chef {f}|Direktör {f}|Avdelningschef {f}|Enhetschef {f}",
        "Gruppchef {f}|Teamledare {f}|Projektledare {f}",
        "Handläggare {f}|Specialist {f}|Konsult {f}|Medarbetare {f}|Utredare {f}",
    ),
}

LOCAL = {  # of a country's contacts, the language of titles that are not English
    "Germany": "de", "Austria": "de", "Switzerland": "de", "France": "fr", "Belgium": "fr",
    "Spain": "es", "Italy": "it", "Netherlands": "nl", "Denmark": "da", "Sweden": "sv",
}
N_LOCAL_SHARE = 0.45
BY_CULTURE = {"portuguese": "pt", "french": "fr", "italian": "it", "dutch": "nl"}

SPECIAL = {  # English titles that name neither function nor level in so many words
    "data": "Data Engineer|Data Scientist|Staff Data Engineer|Analytics Engineer|BI Developer|"
            "Database Administrator",
    "it": "Solution Architect|Systems Administrator|Enterprise Architect|ERP Analyst",
    "engineering": "Software Engineer|DevOps Engineer|Site Reliability Engineer|Platform Engineer",
    "security": "Security Engineer|Penetration Tester", "finance": "Controller|Accountant",
    "procurement": "Buyer|Strategic Sourcing Specialist|Category Buyer",
    "legal": "Legal Counsel|Paralegal|Data Protection Officer", "sales": "Account Executive|SDR",
    "hr": "Recruiter|HR Business Partner", "product": "Product Owner|UX Researcher",
    "marketing": "Content Writer|Marketing Ops", "operations": "Process Engineer|Plant Planner",
    "general": "Owner's Office|Chief of Staff",
}
WIDER = {  # English areas that a title may name instead of the function
    "data": ("Data", "Data & Analytics", "Data Engineering", "Analytics", "Data Platform",
             "BI", "Data Governance", "Business Intelligence"),
    "it": ("IT", "Information Technology", "Infrastructure", "Enterprise Architecture", "Cloud"),
    "engineering": ("Engineering", "Software Engineering", "Platform Engineering", "R&D"),
    "finance": ("Finance", "FP&A", "Accounting", "Treasury"),
    "procurement": ("Procurement", "Purchasing", "Strategic Sourcing", "Vendor Management"),
    "operations": ("Operations", "Supply Chain", "Ops", "Business Operations"),
    "hr": ("HR", "Human Resources", "People", "Talent"),
}
