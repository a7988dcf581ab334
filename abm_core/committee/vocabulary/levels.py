"""Words that name a level, by language, and the words around them that take it away.

Phrases are separated by commas, in lower case without accents. ``…`` at the front matches any
beginning of a word: German writes "Vertriebsleiter" in one.
"""

from __future__ import annotations

LEVELS: dict[str, str] = {
    "c-level": """administrerende
    direktor, adm direktor, verkstallande direktor, vd, koncernchef, koncerndirektor, membre du
    directoire, raad van bestuur, lid raad van bestuur, bestuurder, ceo, cfo, coo, cto, cio,
    ciso, cmo, cro, cpo, cdo, chro, cco, cso, clo, cao, cxo, cino, cgo, cbo, cdao, cqo, chief
    executive, executive officer, principal executive officer, principal financial officer,
    principal accounting officer, president, presidents, vice chair, vice chairman, vice
    chairperson, vice chairwoman, chair, chairman, chairperson, chairwoman, board member, member
    of the board, board director, board of directors, supervisory board, trustee, owner, owners,
    coowner, proprietor, founder, cofounder, partner, managing director, managing partner,
    managing member, managing principal, general counsel, gc, md ceo, chancellor, provost,
    entrepreneur, mayor, governor, business owner, self employed, geschaftsfuhrer,
    geschaftsfuhrerin, geschaftsfuhrung, geschaftsfuhrend, geschaftsfuhrende, geschaftsfuhrender,
    geschaftsleitung, geschaftsleiter, geschaftsleiterin, geschaftsinhaber, vorstand, vorstands,
    vorstande, vorstandin, …vorstand, vorstandsmitglied, vorstandsvorsitzender,
    vorstandsvorsitzende, vorsitzender, vorsitzende, aufsichtsrat, aufsichtsratsvorsitzender,
    inhaber, inhaberin, gesellschafter, gesellschafterin, grunder, grunderin, mitgrunder,
    mitgrunderin, prasident, prasidentin, unternehmer, unternehmerin, finanzchef, finanzchefin,
    firmenchef, firmeninhaber, eigentumer, eigentumerin, generaldirektor, generaldirektorin,
    kaufmannischer geschaftsfuhrer, gf, teilhaber, teilhaberin, pdg, dg, dga, president directeur
    general, presidente, directeur general, directrice generale, directeur general adjoint,
    directrice generale adjointe, direction generale, gerant, gerante, fondateur, fondatrice,
    cofondateur, cofondatrice, associe, associee, proprietaire, dirigeant, dirigeante, chef d
    entreprise, cheffe d entreprise, administrateur delegue, administratrice deleguee, president
    du conseil, presidente du conseil, directeur gerant, administrateur, director general,
    directora general, gerente general, director gerente, consejero delegado, consejera delegada,
    consejero, consejera, director ejecutivo, directora ejecutiva, dueno, duena, propietario,
    propietaria, fundador, fundadora, cofundador, cofundadora, socio, socia, administrador unico,
    administradora unica, direccion general, empresario, empresaria, amministratore delegato,
    amministratrice delegata, amministratore unico, direttore generale, direttrice generale,
    direzione generale, titolare, fondatore, cofondatore, soci, proprietario, proprietaria,
    imprenditore, imprenditrice, consigliere delegato, amministratore, consigliere di
    amministrazione, algemeen directeur, eigenaar, eigenares, mede eigenaar, oprichter,
    oprichtster, vennoot, directeur eigenaar, bestuursvoorzitter, bestuurslid, voorzitter,
    medeoprichter, zaakvoerder, gedelegeerd bestuurder, ondernemer, directeur grootaandeelhouder,
    diretor geral, diretora geral, diretor executivo, diretora executiva, presidenta, socio
    gerente, administrador delegado, diretor presidente, diretora presidente, empreendedor""",
    "vp": """vice vd, divisionschef, affarsomradeschef, vp, svp, evp, avp, rvp, gvp, vice
    president, vice presidents, vicepresident, executive vp, senior vp, vizeprasident,
    vizeprasidentin, vice presidente, vicepresidente, vicepresidenta, vice presidenta""",
    "director": """chef for, …chef, chef ekonomi, chef it, chef hr, chef data, chef drift, chef
    teknik, chef marknad, chef inkop, chef forsaljning, chef juridik, chef produkt, director,
    directors, directress, codirector, head of, head, executive director, dean, headmaster,
    headmistress, headteacher, treasurer, comptroller, chief of staff, editor in chief,
    commissioner, subdirector, principal, direktor, direktorin, …direktor, …direktorin, leiter,
    leiterin, leitung, leitende, leitender, leitend, …leitung, …leiter, …leiterin, prokurist,
    prokuristin, chefarzt, chefarztin, rektor, rektorin, bereichsvorstand, directeur, directrice,
    direction, sous directeur, secretaire general, secretaire generale, drh, daf, dsi, directora,
    direccion, subdirectora, apoderado, decano, direttore, direttrice, direzione, vicedirettore,
    dirigente, procuratore, preside, rettore, hoofd, afdelingshoofd, hoofd van, adjunct
    directeur, …directeur, …hoofd, diretor, diretora, diretoria, vice diretor, superintendente,
    subdiretor""",
    "manager": """leder, teamleder, teamledare, projektleder, projektledare, afdelingsleder,
    gruppchef, teamhoofd, leder af, …leder, …ledare, manager, managers, managing editor, mgr,
    supervisor, supervisors, superintendent, foreman, forewoman, foreperson, team lead, team
    leader, leader, lead, teamlead, teamleader, executive chef, head chef, postmaster,
    chargehand, boss, in charge, overseer, crew chief, section chief, shift chief, battalion
    chief, submanager, management, comanager, headwaiter, trainmaster, yardmaster, stationmaster,
    harbormaster, …manager, …managerin, managerin, gm, gruppenfuhrer, teamleiter, teamleiterin,
    teamleitung, gruppenleiter, gruppenleiterin, gruppenleitung, projektleiter, projektleiterin,
    projektleitung, schichtleiter, schichtleiterin, filialleiter, filialleiterin, filialleitung,
    bauleiter, bauleiterin, kuchenchef, kuchenchefin, marktleiter, marktleiterin, meister,
    industriemeister, werkmeister, vorarbeiter, vorarbeiterin, polier, chefin, referatsleiter,
    referatsleiterin, teilprojektleiter, stationsleitung, stationsleiter, niederlassungsleiter,
    niederlassungsleiterin, sachgebietsleiter, sachgebietsleiterin, responsable, chef de, cheffe
    de, chef d, cheffe d, chef des, chef du, chef d equipe, superviseur, superviseuse,
    contremaitre, conducteur de travaux, charge de mission responsable, maitre d oeuvre, agent de
    maitrise, gerente, jefe, jefa, encargado, encargada, supervisora, capataz, lider, mando
    intermedio, responsabile, capo, caporeparto, capoarea, capoufficio, capogruppo, capoprogetto,
    capoturno, capocantiere, quadro, supervisore, coordinatore responsabile, teamleider,
    teamleidster, leidinggevende, bedrijfsleider, bedrijfsleidster, afdelingsleider,
    projectleider, projectleidster, ploegleider, ploegbaas, opzichter, …leider, …leidster,
    voorman, chefe, encarregado, encarregada, responsavel, gestor, gestora, lider de equipe,
    mestre de obras, gerencia""",
}  # fmt: skip

# A word of level that says something else here. Each: what stands right before, or right after.
NOT_AFTER: dict[str, str] = {
    "owner": "product, process, data, service, system, risk, platform, solution, application, "
    "content, feature, project, home, control, backlog",
    "partner": "business, hr, people, talent, finance, channel, alliance, alliances, technology, "
    "client, sales, implementation, community, growth, delivery, service, care, culture, learning, "
    "marketing, strategic, recruiting, it, data, procurement, customer, success, training",
    "chair": "wheel, dental, lift, arm, rocking",
    "head": "hot, shower, print, well, saw, arrow, spindle, sprinkler, bowl",
    "leader": "tour, song, worship, discussion, activity, activities, trip, recreation, exercise, "
    "camp, market, youth, play, playground, band",
    "boss": "straw",
    "president": "vice",
    "presidente": "vice",
    "trustee": "bankruptcy",
}
NOT_BEFORE: dict[str, str] = {
    "partner": "manager, marketing, success, development, account, sales, program, operations, "
    "enablement, director, alliances, relations, engineer, specialist, programs, management, "
    "solutions, support",
    "owner": "relations, driver",
    "founder": "associate, associates, relations",
    "president": "assistant, associate, office",
    "chief": "operator, clerk, deputy",
    "executive officer": "assistant",
}
# Words that name a level only as the last of their part, or before "of": a lead, not a lead
# engineer; project management, not a management consultant.
ONLY_LAST = "chair, principal, management, lead"
# After these, "head" is a field and not a trade, though they end like one.
NOT_A_TRADE = "customer, consumer, user, career, partner, water, power, paper, finance"

# Heads of a trade: "head cook" leads a kitchen, "head of sales" a department.
TRADES_AFTER_HEAD = """cook,
    chef, nurse, coach, teacher, waiter, waitress, cashier, mechanic, baker, golf, custodian,
    gardener, athletic, rigger, bartender, usher, housekeeper, butcher, miller, brewer,
    distiller, janitor, librarian, technician, operator, trainer, lifeguard, groundskeeper,
    sawyer, start, porter, clerk, carpenter, painter, welder, stock, animal, grip, electrician,
    inspector, server, host, barista, guard, driver, tennis, football, baseball, softball,
    basketball, soccer, volleyball, swim"""

# Words after which a title speaks of somebody else.
SERVES = """assistant, assistants, asst,
    assistent, assistentin, assistenz, assistante, asistente, assistente, secretary, sekretar,
    sekretarin, sekretariat, secretaire, secretaria, secretario, segretaria, segretario,
    secretaresse, directiesecretaresse, chefsekretarin, direktionsassistentin, advisor, adviser,
    berater, beraterin, conseiller, conseillere, asesor, asesora, counsel, aide, pa, ea,
    reporting, liaison, deputy assistant, referent, referentin, assessor, assessora,
    collaborateur, collaboratrice, attache, attachee, auxiliar, adjunkt, consultant, consigliera,
    direktionssekretarin, vorstandssekretarin, vorstandsassistentin, vorstandsassistent,
    apprentice, teamassistentin, teamassistent, teamassistenz, stagiaire, praktikant,
    praktikantin, becario, becaria, trainee, intern, werkstudent, werkstudentin"""
SERVES_TO = """to, der, des, dem, von, zur, zum, du, de, d, della, del, dell, alla, al, van, da,
    do, dos, das, e, a, fur, bei, die, den, office, im"""

# The last word of a segment that makes its bearer a helper, whatever stands before.
HELPERS = """assistant,
    assistants, secretary, trainee, intern, aide, apprentice, student, helper, assistent,
    assistentin, assistenz, praktikant, praktikantin, sekretarin, sekretar, sekretariat,
    trainees, internship, candidate, relief cook, assistante, asistente, assistente,
    secretaresse, analyst, associate, assistents, werkstudent, werkstudentin"""
