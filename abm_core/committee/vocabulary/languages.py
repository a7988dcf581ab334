"""Words for fields of work in German, French, Spanish, Italian, Dutch, Portuguese; a few Nordic.

The same form as ``business``, without accents. Stems serve all forms, and German compounds: the
word before "…leiter" is looked up here too.
"""

from __future__ import annotations

LANGUAGES: dict[str, dict[float, str]] = {
    "it": {
        3: """it
        drift, systemadministrator, systemadministrator*, netzwerkadmin*, systemes d information,
        systemes information, sistemi informativi, sistemas de informacion, sistemas de
        informacao, sistemas informacion, sistemas informacao, tecnologia da informacao,
        tecnologias de la informacion, tecnologia de la informacion, tecnologia informacao,
        tecnologia informacion, informationstechn*, dsi, responsable informatique,
        informatiebeveiliging it, systeembeheer*, applicatiebeheer*, netwerkbeheer*, ti, tic""",
        2: """informatik*, informatique, informaticien*, informatic*, informatica, informatico*,
        sistemas, sistemi, netzwerk*, reseau*, redes, reti, netwerk*, systemtechnik,
        fachinformatik*, automatisering, digitalisierung*, digitalizacion, digitalisation,
        tecnologia, tecnologias, technologie*""",
        1: "systeme, systemes, systeem",
    },
    "security": {
        3: """informationssikkerhed*,
        informationssakerhet*, cybersikkerhed*, cybersakerhet*, informationssicherheit*, it
        sicherheit*, securite informatique, securite des systemes, seguridad informatica,
        seguridad de la informacion, sicurezza informatica, rssi, seguranca da informacao,
        informatiebeveilig*, seguranca informacao, seguridad informacion, cybersicherheit*,
        cybersecurite, ciberseguridad, ciberseguranca, beveiligings*""",
        2: """sicherheit*, securite, seguridad, sicurezza, beveilig*, seguranca""",
    },
    "data": {
        3: """donnees, datos, dati, dados, datenanal*, datenwissenschaft*,
        datenmanagement, gegevens*, analista de datos, analista dati, analista de dados""",
        2: "daten*, statistik*, statistique*, estadistic*, estatistic*",
    },
    "engineering": {
        3: """softwareentwickl*,
        forschung*, entwicklungsleiter*, entwicklungsingenieur*, recherche et developpement,
        investigacion y desarrollo, ricerca e sviluppo, pesquisa e desenvolvimento, onderzoek en
        ontwikkeling, technischer leiter, technischer direktor, recherche developpement,
        investigacion desarrollo, ricerca sviluppo, pesquisa desenvolvimento, onderzoek
        ontwikkeling, direttore tecnico, directeur technique, director tecnico, directrice
        technique, diretor tecnico, technisch directeur, desarrollador*, developpeur*,
        developpeuse*, sviluppat*, desenvolvedor*, ontwikkelaar*, programmier*, programador*,
        programmeur*, programmat*""",
        2: """teknik*, udvikling, utveckling, utvecklare*, udvikler*, ingenjor*, ingenieur*,
        ingenier*, ingegner*, engenh*, entwickl*, konstrukt*, technische leitung, technik*,
        techniek, bureau d etudes, ufficio tecnico, architekt*, arquitect*, architett*,
        arquitet*, architecte*, wissenschaft*""",
        1.5: "tecnico, tecnica, technique, technisch*, onderzoek*",
    },
    "product": {
        3: """produktmanag*,
        produktentwickl*, chef de produit, cheffe de produit, jefe de producto, jefa de producto,
        gerente de producto, gerente de produto, produkteigner*, productmanag*, produktleit*""",
        2: """produkt*, produit*, producto, productos, prodotto, prodotti, produto*, innovacion,
        inovacao""",
    },
    "finance": {
        3: """okonomi*, ekonomi*, regnskab*, redovisning*, revisor*,
        rechnungswesen, buchhalt*, buchfuhr*, finanzbuchhalt*, wirtschaftspruf*, steuerberat*,
        expert comptable, experte comptable, contable*, contador*, contabil*, ragionier*,
        boekhoud*, lohnbuchhalt*, daf, kaufmannischer leiter, kaufmannische leitung, controller,
        controllerin, auditeur*, auditor*, tesorer*, tesour*, tresor*, controleur de gestion,
        controle de gestion, control de gestion, controllo di gestione, kredit*""",
        2: """finanz*, financier*, finanzas, finanziari*, financi*, finance*, finanza, comptab*,
        amministrazione e finanza, steuer*, fiscal*, impot*, imposto*, fiskal*, belasting*,
        versicherung*, banque, banca, bancario, banco, gestion financiere, tributari*,
        facturation, facturacion, kaufmannisch*, rischi, risque*, riesgo*, risico*""",
    },
    "procurement": {
        3: """indkob*, inkop*, einkauf*, einkauef*, beschaffung*,
        achat, achats, acheteur*, acheteuse*, compras, comprador*, acquist*, ufficio acquisti,
        inkoop*, inkoper*, aprovisionamiento*, approvisionnement*, approvvigionament*,
        aprovisionament*, suprimentos, materialwirtschaft einkauf, strategischer einkauf*""",
    },
    "legal": {
        3: """jura, juridik, advokat*, rechtsanwalt*, rechtsabteilung,
        rechtsanwaelt*, jurist*, juridi*, giuridic*, avocat*, abogad*, avvocat*, advocaat,
        advocate*, advogad*, notar*, datenschutz*, justitiar*, syndikus*, asesoria juridica,
        asesor legal, ufficio legale, affari legali""",
        2: "recht, rechts*, legale, legales, jurid*, conformite, cumplimiento, conformidade",
    },
    "hr": {
        3: """personalechef*,
        personalabteilung, personalwesen, personalleit*, personalreferent*, personalchef*,
        personalentwickl*, personalmanag*, ressources humaines, recursos humanos, risorse umane,
        rh, rrhh, hr, drh, personeel*, personeelszaken, recrut*, reclutamiento, reclut*,
        selezione del personale, werving, werving en selectie, gestion humana, talento humano,
        personalsach*, personalvorst*, personaldirekt*, recrutement, formation, formacion,
        formazione, formacao, ausbildungsleit*, weiterbildung""",
        2: """personalangelegenheiten, personnel, pessoas, personale, talento, capital humano,
        gente, ausbilder*""",
        1.3: "personal",
    },
    "marketing": {
        3: """offentlichkeitsarbeit, relations
        publiques, relaciones publicas, relazioni pubbliche, pressesprech*,
        unternehmenskommunikation, community management, redes sociales, mercadeo, mercadotecnia,
        marketingleit*""",
        2: """marknad*, markedsforing*, marketing*, kommunikation*, communicat*, comunicacion,
        comunicazione, comunicacao, communicatie*, werb*, publicite, publicidad, pubblicita,
        publicidade, presse, prensa, marke, marken*, marque, marca, reclame, evenementiel,
        eventos, veranstaltung*""",
    },
    "sales": {
        3: """salg*, forsaljning*, saljare, saelger*, saljchef*, vertrieb*,
        verkauf*, verkaeuf*, aussendienst*, innendienst*, vente, ventes, vendeur*, vendeuse*,
        ventas, vended*, vendit*, vendas, verkoop*, verkoper*, accountmanager*, commerciale*,
        commerciaux, comercial*, commercieel*, kundenberater*, gebietsleit*, grands comptes,
        grandes cuentas, charge d affaires, chargee d affaires, developpement commercial,
        desarrollo de negocio*, desenvolvimento de negocios, geschaftsentwicklung, technico
        commercial*, ingenieur commercial, buitendienst, binnendienst, vertegenwoordiger*,
        representante*, agente di commercio, agent commercial, forza vendita, sviluppo
        commerciale, sviluppo business, cuentas clave, key accounter*""",
        2: "handel, handels*, comercio, comptes, cuentas, contas, negocios",
    },
    "customer": {
        3: """kundenservice*,
        kundendienst*, kundenbetreu*, kundenbetrieb*, service client*, relation client*,
        relations clients, servicio al cliente, atencion al cliente, atendimento ao cliente,
        servizio clienti, assistenza clienti, klantenservice*, atencion cliente, servicio
        cliente, atendimento cliente, suporte ao cliente, kundenerfolg, experience client,
        customer care""",
        2: "kunden*, client*, clientes, cliente, clienti, klant*, atendimento, atencion",
    },
    "operations": {
        3: """lieferkette,
        cadena de suministro, chaine logistique, catena di fornitura, cadeia de suprimentos,
        logistik*, logistique, logistic*, logistiek*, lager*, magazin*, magasinier*, almacen*,
        magazzin*, magazijn*, armazem, fertigung*, produktionsleit*, werkleit*, werksleit*,
        betriebsleit*, qualitat*, qualite, calidad, qualita, kwaliteit*, qualidade,
        arbeitssicher*, instandhalt*, wartung*, maintenance, mantenimiento, manutenzione,
        onderhoud*, manutencao, jefe de proyecto*, directeur des operations, bauleit*,
        chefsekretar*, sekretar*, secretaire*, secretari*, segretari*, secretaresse*,
        directiesecretar*, vorstandssekret*, direktionsassist*, teamassist*, fahrer*, lkw*,
        camionist*, camioner*, caminhoneiro*, vrachtwagenchauff*, chauffeur*, conducteur*,
        conductor*, autista, motorista*, bestuurder bus, mechaniker*, mecanicien*, mecanico*,
        meccanico, monteur*, elektriker*, electricien*, electricista*, elettricista,
        eletricista*, elektricien, schlosser*, tischler*, koch, kochin, cuisinier*, cociner*,
        cuoco, cuoca, kok, cozinheir*, bedienung, kellner*, serveur*, serveuse*, camarer*,
        camerier*, ober, reinigung*, agent d entretien, limpieza, pulizie, schoonmaak*, obrero*,
        operaio, operaia, operario*, operador*, ouvrier*, arbeiter*, arbeider*, assistante de
        direction, assistant de direction, vorarbeiter*, industriemeister*, schichtleit*, polier,
        maurer*, macon, albanil, muratore""",
        2: """drift*, produktion*, produccion, produzione, producao, productie*, werk, werks*,
        usine, planta, stabilimento, fabrik*, fabriek*, fabrica, betrieb*, betriebs*,
        operaciones, operazioni, operacoes, operaties, operationnel*, operativ*, exploitation,
        transport*, trasporti, transporte*, versand, expedition*, disposition, disponent*, bau,
        chantier, obra, cantiere, bouw, immobilien*, gebaude*, sicherheit und gesundheit,
        umwelt*, hausmeister*""",
        1.5: """sachbearbeit*, projekt*, projet*, proyecto*, progetto, progetti, projeto*,
        project*, verwaltung*, ufficio""",
    },
    "general management": {
        3: """vorstandsvorsitz*, niederlassungsleit*,
        filialleit*, standortleit*, unternehmensentwickl*, unternehmensstrateg*, chef d
        entreprise, vestigingsmanager, bedrijfsleider, filiaalmanager, jefe de sucursal,
        directeur d agence, bedrijfsontwikkeling, forretningsudvikling, affarsutveckling""",
        1.4: "geschaftsfuhr*, geschaftsleit*, unternehmensfuhr*, direction generale",
        2: "strateg*, estrateg*, strategie*, estrategia",
    },
    "other": {
        4: """lehrer*,
        erzieher*, professeur*, enseignant*, profesor*, maestro*, maestra*, docente*,
        insegnante*, professor*, leraar, lerares, docent, krankenschwester*, krankenpfleg*,
        pfleg*, arzt, arztin, arzte, oberarzt*, chefarzt*, facharzt*, assistenzarzt*, zahnarzt*,
        infirmier*, medecin*, enfermer*, medico, medica, infermier*, dottore, verpleeg*,
        huisarts, medicus, apothek*, pharmacien*, farmaceutic*, farmacist*, psychologe*,
        psychologue*, psicolog*, sozialarbeit*, sozialpadagog*, etudiant*, estudiante*,
        studente*, estudante*, studentin""",
        3: """journalist*, journaliste*, periodista*, giornalista*, jornalista*, redakteur*,
        redacteur*, redactor*, friseur*, coiffeur*, peluquer*, parrucchier*, kapper, polizist*,
        policier*, policia*, poliziotto, politie*, pfarrer*, kunstler*, artiste*, artista*,
        ubersetzer*, traducteur*, traductor*, traduttore, tradutor*, vertaler*, dolmetscher*""",
        0.4: """medarbejder*, medarbetare*, konsulent*, konsult, handlaggare, radgiver*,
        utredare, studentermedhj*, berater*, conseiller*, consultor*, consulente*, adviseur*,
        conseil, asesor*, mitarbeiter*, referent*, medewerker*, employe, employee de, empleado*,
        impiegat*, werkstudent*, praktikant*, stagiaire*, becario*, stagista, tirocinante,
        estagiari*, stagiair*, auszubildende*, azubi, alternant*, aprendiz*""",
    },
}  # fmt: skip
