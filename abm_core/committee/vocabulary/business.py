"""Words that name a field of work in a company, in English, by function and weight.

Phrases are separated by commas, written in lower case without accents; a star ends a stem. The
weight says how a word stands against others of the same title: 3 settles it ("customer success"),
2 is a plain name of the field, 1 yields to any other ("system", "project").
"""

from __future__ import annotations

BUSINESS: dict[str, dict[float, str]] = {
    "it": {
        4: "nursing informatics, clinical informatics, medical informatics",
        3: """database
        administrator, systems administrator, system administrator, network administrator, it
        support, it manager, help desk, helpdesk, service desk, desktop support, technical
        support, data center, data centre, information systems, information system, information
        technology, management information systems, systems analyst, system analyst, enterprise
        architect, enterprise architecture, solution architect, solutions architect, it
        architect, cloud architect, technical architect, web administrator, webmaster, web
        master, network engineer, network technician, network specialist, network analyst,
        computer technician, server administrator, data processing, salesforce administrator, crm
        administrator, sap consultant, erp, digital transformation, user support, application
        support, business systems, technology services, records management, information
        management""",
        2: """it, ict, edv, mis, dba, network*, lan, wan, computer*, informatics, informatic,
        sap, cloud, servicenow, sysadmin, workplace technology""",
        1.5: """technology, technologies, infrastructure, business analyst""",
        1: """system, systems, information, applications, application, telecom,
        telecommunications, web, internet""",
    },
    "security": {
        3: """information security, cyber*, infosec, it security,
        network security, cloud security, application security, data security, penetration
        tester, pentester, soc analyst, identity access management, loss prevention, security
        engineer, security architect, security analyst, security officer, security operations,
        security guard, threat intelligence""",
        2: """security, asset protection, threat, appsec, devsecops, cryptograph*""",
    },
    "data": {
        3: """analytics, business intelligence, data science, data
        scientist*, data engineer*, data analyst, data steward, data architect, data governance,
        data management, machine learning, artificial intelligence, operations research,
        biostatistic*, mathematic*, statistic*, decision analyst, decision science, data quality,
        database analyst, database developer, big data, data warehouse, data warehousing, insight
        analyst""",
        2: """data, database, databases, bi, ai, ml, economist, econometric*, analytic,
        demographer, geospatial analyst, bioinformatic*, psychometric*, research analyst""",
        1: "insights, insight, intelligence",
        0.5: "analyst*",
    },
    "engineering": {
        3: """research
        development, rd, r d, software engineer*, software development, software developer*,
        devops, site reliability, quality assurance analyst, qa analyst, qa engineer, quality
        assurance engineer, software quality assurance, test engineer*, test automation, scrum
        master, industrial designer, mechanical designer, electrical designer, scientific
        officer, technical director, research scientist, data platform engineer*, platform
        engineer*, engineering technician, engineering technologist, cloud engineer, qa tester,
        quality engineer, software architect, engineering manager, field service engineer, agile
        coach, release manager, research engineer""",
        2: """engineer*, software, developer*, programmer*, programming, firmware, embedded,
        frontend, backend, full stack, fullstack, architect*, draft, drafter*, drafting, drafts*,
        cad, computer aided design, design engineer*, circuit board, surveyor, surveying,
        photogrammetr*, cartograph*, scientist*, scientific, sre, chemist, metallurgist,
        geodesist, mapping technician, cto, web developer""",
        1.5: "detailer, science, sciences, qa, technical, agile, test",
        1: """research,
        mechanical, electronic, electronics, chemical, aerospace, architectural, hardware,
        robotics, mechatronics, nuclear, laboratory director""",
    },
    "product": {
        3: """product management, product manager*, product owner*,
        product design*, user experience, user interface, ux*, product line, product development,
        product lead, product strategy, product portfolio, chief product, head of product,
        interaction designer, service designer, ui designer""",
        2: "product, products, innovation, ux, ui, usability",
    },
    "finance": {
        4: """financial
        counselor, credit counselor, finance counselor, loan counselor, housing counselor""",
        3: """account clerk, accounts clerk, investment strategist, quantitative strategist,
        patient account, patient accounts, energy risk, accountant*, auditor*, accounts payable,
        accounts receivable, account payable, account receivable, investor relations, portfolio
        manager, wealth, financial planning, fpa, quantitative analyst, quant, stock broker,
        stockbroker, mortgage broker, actuar*, underwrit*, bookkeep*, payroll, treasury, revenue
        agent, revenue officer irs, revenue cycle, financial controller, private equity, venture
        capital, asset management, fund manager, investment bank*, teller, loan*, credit, tax
        examiner, commercial banker, trust officer, claims adjuster, claims adjudicat*, insurance
        adjuster, securities trader, corporate finance, finance professional, business
        controller, cost accountant, financial risk, credit risk, financial officer, accounting
        officer, real estate analyst, timekeeping, timekeeper""",
        2: """financ*, accounting, audit*, treasur*, tax, taxes, taxation, bank, banking, banker,
        budget*, collections, mortgage*, investment*, investor, investing, billing,
        controllership, controlling, comptroller, fiscal, risk, pricing, apprais*, claim, claims,
        equity, equities, trader, trading, fund, funds, lending, lender, actuarial, chargeback,
        bursar, assessor, invoicing, cfo, hedge, capital markets, reinsurance""",
        1.5: "collector, adjuster, quantitative, claims adjuster",
        1.2: "controller",
        1: "insurance, cost, trust, revenue, valuation, capital, asset, securities, brokerage",
    },
    "procurement": {
        3: """vendor
        management, vendor manager, supplier*, strategic sourcing, category manager, category
        buyer, global sourcing, purchasing, purchaser, buyer*, procure*, subcontract*, purchase*,
        contract buyer""",
        2: "sourcing, buying, category management, commodity, commodities",
    },
    "legal": {
        3: """lawyer*,
        attorney*, paralegal*, solicitor*, barrister*, litigat*, general counsel, legal counsel,
        corporate counsel, corporate secretary, company secretary, intellectual property,
        patent*, judge*, magistrate*, arbitrat*, mediator, regulatory affairs, regulatory
        submissions, government affairs, government relations, data protection, data privacy,
        court reporter, law clerk, legal secretary, legal assistant, bailiff, notary, anti money
        laundering, legal operations, title examiner, public policy, adjudicat*, conciliator,
        hearing officer, dispute resolution, title search*, title abstractor, title officer""",
        2: """legal, law, counsel, compliance, regulatory, regulation, privacy, court, contracts,
        governance, ethics, judicial, appeals, arbiter, justice, aml, gdpr, trademark*""",
        1.5: "contract",
    },
    "hr": {
        3: """human resource, human resources, human
        capital, people operations, people and culture, talent acquisition, talent management,
        learning development, organizational development, organisational development,
        organization development, labor relations, labour relations, industrial relations,
        employee relations, employee experience, hris, recruit*, personnel, compensation,
        headhunter, talent sourcing, sourcer, job analyst, workforce planning, people partner, hr
        business partner, hrbp, people development, training development, payroll and benefits,
        total rewards, corporate trainer, employer branding, staffing, training manager, training
        director, people officer""",
        2: """hr, talent, benefits, employee, employees, diversity, inclusion, learning, rewards,
        onboarding specialist, culture, employment""",
        1.5: "people, training, trainer, workforce",
    },
    "marketing": {
        3: """public
        relations, media relations, social media, copywriter*, demand generation, demand gen,
        digital marketing, product marketing, content marketing, market research, go to market,
        marketing operations, marketing analytics, marketing communications, corporate
        communications, community manager, media buyer, media planner, art director, creative
        director, brand ambassador, event planner, event manager, events manager, growth
        marketing, email marketing, field marketing, partner marketing, channel marketing, trade
        marketing, customer marketing, sales and marketing analyst, lead generation,
        communications officer, communications director, communications manager, communications
        specialist, marketing data analyst, display specialist, visual merchandiser, window
        dresser, performance marketing, internal communications, meeting planner, content
        creator, content strategist, content writer, brand manager, graphic designer, web
        designer, promotions director, marketing technology, public information""",
        2: """marketing, marketer, brand*, advertis*, communications, pr, seo, sem, campaign*,
        growth, promotion*, promoter, publicity, publicist, abm, marcom, ecommerce, graphic*,
        merchandising, merchandiser, content, sponsorship, influencer""",
        1.5: "communication, event, events, creative, display, crm, audience, digital",
        1: "media, market, editorial",
    },
    "sales": {
        3: """account
        executive*, account manager*, account director, account supervisor, account
        representative*, account rep, account agent, key account*, business development, bdr,
        sdr, sales engineer*, presales, pre sales, sales operations, revenue operations, revops,
        salesops, partner manager, partner development, territory manager, realtor*, real estate
        agent, real estate broker, real estate salesperson, insurance agent, insurance broker,
        sales agent, telemarket*, telesales, leasing agent, leasing consultant, solutions
        consultant, solution consultant, deal desk, sales enablement, sales training, foreign
        markets, revenue officer, chief revenue, sales development, client partner, sales
        trainer, sales trader, account development, commercial director, commercial manager,
        sales coordinator, strategic accounts, global accounts, national accounts, enterprise
        accounts, sales planning, broker associate, licensed broker, broker in charge, sales and
        marketing, insurance producer, loan broker""",
        2: """sales*, selling, seller, alliances, alliance, channel*, partnership*, broker*,
        cashier*, wholesale*, auctioneer, demonstrator, merchant, shopkeeper, storekeeper retail,
        vending machine sales""",
        1.5: "account, accounts, territory, retail*, leasing, rental, vendor, export",
        1.2: "commercial",
        1: "real estate, store, shop, customers",
    },
    "customer": {
        3: """customer
        success, customer service*, customer support, customer care, customer experience,
        customer engagement, customer relations, call center, call centre, contact center,
        contact centre, client service*, client success, client support, guest service*, guest
        relations, member service*, concierge, reservation*, ticket agent, ticket clerk,
        ticketing agent, travel agent, travel consultant, travel counselor, tour counselor,
        passenger service, professional services, implementation manager, implementation
        consultant, implementation specialist, consumer affairs, front desk, booking agent,
        product support, customer operations, complaints, partner success, gate agent, tour
        consultant, travel specialist""",
        2: "customer*, client*, guest, onboarding, consumer",
        1.8: "service representative, support engineer, support specialist, support agent",
        1.5: "implementation, support, service delivery",
        1: "service, services, relationship, member",
    },
    "operations": {
        3: """supply
        chain, data entry, continuous improvement, six sigma, operational excellence,
        environmental health, health and safety, health safety, occupational health and safety,
        occupational safety, product safety, business operations, operating officer, office
        manager, executive assistant, administrative assistant, personal assistant, property
        manager, quality control, export agent, export administrator, import export, order
        management, order administrator, fleet, store manager, restaurant*, hotel*, retail store
        manager, food service, security and facilities, shift supervisor, quality inspector,
        quality assurance inspector, operating engineer, locomotive engineer, stationary
        engineer, boiler engineer, flight engineer, train engineer, engineer locomotive, project
        management, program management, office services, order entry, production planner,
        production manager, air traffic, executive secretary, field service technician, service
        technician, radio frequency technician, call taker, production controller, inventory
        controller, document controller, stock controller, pest controller, material controller,
        process controller, train controller, business continuity, traffic controller, purchasing
        clerk typist, railroad engineer, yard engineer, port engineer, building engineer, steam
        engineer, fire alarm, freight broker, ship broker, toll collector, garbage collector,
        trash collector, refuse collector, fare collector, first officer, environmental services,
        emergency management, communications technician, communications systems, communications
        equipment""",
        2: """manufactur*, plant, factory, warehous*, logistic*, distribution, transport*,
        shipping, freight, inventory, maintenance, facility, facilities, safety, ehs, hse,
        construction, dispatch*, pmo, receptionist, lean, receiving, stockroom, inspector,
        estimator, expediter, hazardous, hazmat, postal, post office, cargo, customs, scheduling,
        scheduler, hatchery""",
        1.7: """operations, operation, operational, operating, administrative, administration""",
        1.5: """production, quality, supply, materials, material, office, property, building,
        sustainability, environment, real estate development, transformation, order, admin,
        industrial""",
        1: """project*, program, programs, programme*, process, delivery, environmental,
        technician, mechanic, technicians, electrical, energy, clerk, clerical, field, planner,
        planning, performance, registrar, typist""",
        0.7: "administrator, mail",
        0.5: "coordinator, assistant, secretary",
    },
    "general management": {
        3: """general
        manager, corporate development, chief of staff, branch manager, country manager, business
        unit, executive management, general management, corporate strategy, business strategy,
        executive officer, mergers, board directors, advisory board, country head, city manager,
        town manager""",
        2: """strategy, regional manager, area manager, district manager, division manager,
        divisional manager, business manager, zone manager, country director, regional director""",
        1.2: "strategic, strategist, ventures",
    },
}  # fmt: skip
