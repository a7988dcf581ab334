"""Everyday occupations and lines of business, in English.

The same form as ``business``. Weight 4 settles the field whatever else is said: a professor of
marketing teaches, a nurse manager is in health. Lines of business (1.6) yield to the field of
work: a sales representative for solar panels sells.
"""

from __future__ import annotations

OCCUPATIONS: dict[str, dict[float, str]] = {
    "other": {
        4: """professor*,
        teacher*, lecturer*, tutor*, nurse, nurses, nursing, rn, lpn, lvn, cna, aprn, crna,
        physician*, surgeon*, doctor*, dentist*, dental, hygienist*, midwife, paramedic*, emt,
        therapist*, psychologist*, psychiatr*, veterinar*, pharmacist*, social worker*,
        counselor*, counsellor*, student*, pastor*, priest*, rabbi, chaplain*, firefighter*,
        personal trainer, athletic trainer, animal trainer, dog trainer, horse trainer,
        instructor*, faculty, kindergarten, preschool, driver medic, nutritionist*, dietitian*,
        dietetic*, medical doctor, optometrist*, radiologist*, sonograph*, ultraso*, actor*,
        actress*, musician*, baseball, football, athlete*, soldier*, docent*, medical assistant,
        nanny, research assistant, research aide, research associate, research fellow, research
        technician, clinical research, caregiver*, home health, personal care, art model, artist
        model, school principal, interior design*, fashion design*, costume design*, set design*,
        floral design*, graduate assistant, teaching assistant""",
        3: """chiropract*, podiatr*, optician*, orthodont*, prosthe*, orthot*, pedorthist*,
        audiolog*, pathologist*, phlebotom*, anesthes*, anesthet*, dermatolog*, neurolog*,
        oncologist*, gynecolog*, obstetric*, pediatrician*, physiatr*, cardiolog*, dosimetrist,
        police*, sheriff, detective*, patrol*, correction*, probation, parole, warden, ranger,
        lifeguard*, marshal, enforcement officer, hairdress*, hairstyl*, barber*, beautician*,
        cosmetolog*, manicur*, pedicur*, esthetic*, massage, stylist*, aerobics, coach*, player*,
        referee*, umpire*, jockey, singer*, vocalist, dancer*, choreograph*, composer*, artist*,
        photograph*, author*, writer*, editor*, journalist*, reporter*, columnist, announcer*,
        broadcaster*, anchor, poet, sculptor*, illustrator*, animator*, curator*, archivist*,
        librarian*, educator*, babysitter, clergy*, minister, deacon, missionary, interpreter*,
        translator*, linguist*, biologist*, botanist*, zoolog*, ecolog*, microbiolog*,
        conservationist*, conservation scientist, astronom*, physicist*, meteorolog*, geologist*,
        geographer*, anthropolog*, archaeolog*, historian*, sociolog*, political scientist*,
        paraprofessional*, paraeducator*, caseworker*, case worker, case manager*, care manager,
        fashion model, magician, comedian, disc jockey, legislator, senator, congress*,
        councilman, council member, diplomat, cytogenetic*, geneticist*, histolog*, cytolog*,
        perfusionist, life coach, undertaker, mortician, embalmer, psychic, astrologer, crossing
        guard, parking enforce*, coroner*, medical examiner, urban planner, city planner,
        neighborhood planner, town planner, transcri*, special agent, talent agent, golf pro,
        groomer, sterilization technician, family practice, residence hall, teacher aide,
        operating room, conservator*, ambulance driver, chorister*, preceptor*, animal scientist,
        environmental scientist, plant scientist, soil scientist, social scientist, atmospheric
        scientist, wildlife scientist, forest scientist, health scientist, crop scientist,
        environmental quality scientist, earth scientist, marine scientist, narrator,
        songwriter*, arranger, orchestra, direct support professional, direct service
        professional, constable, fireman, dispenser""",
        1.6: """medical, health, healthcare, clinical, clinic, hospital, patient*, medicine,
        immunolog*, aide, aides, producer*, film, video, sound, fire, rescue, ambulance,
        emergency, laboratory, lab, acute, ophthalmic, oral, optical, vision, curriculum, campus,
        admissions, alumni, companion, community, social, family, volunteer, fundrais*, art,
        arts, entertain*, performer*, investigator*, examiner*, counseling, homemaker, wildlife,
        forestry, forester, soil, naturalist, dialysis, surgery, surgical, mri, endoscop*,
        kinesi*, embryo*, speech, pathology, therapy, therapeutic, radiology, oncology,
        neurology, pediatric*, cardio*, military, army, navy, infantry, yoga, fitness, dancing,
        museum, library, education, school, schools, academic, university, college, childcare,
        child, children, daycare, religious, religion, rehabilitation, youth, camp, recreation*,
        model, mayor, ambassador, genetic*, intervention*, prevention, exercise, wellness,
        funeral, forensic*, guidance, hospice, behavioral, behavior, stage, theater, theatre,
        casting, music*, choir, sports, sport, tennis, swim*, racing, animal*, pet, zoo, kennel,
        canine, planning technician, planning consultant, pharmacy, biolog*, geolog*, psychology,
        athletic*, church, activity, activities, news, student services, care, instructional*,
        exhibit*, medicaid, orthopedic, orthotics, diet, nutrition, lens, hearing, sleep,
        residence, resident, intensive, critical, trauma""",
        1.4: "radio, television",
        1.7: "technologist*",
        0.9: "research",
        0.4: """consultant*,
        consulting, advisor, adviser, freelance*, specialist, deputy, intern, trainee,
        apprentice, retired, designer*, economic development, officer, representative, associate,
        agent, guide, expert""",
    },
    "operations": {
        3: """driver*, chauffeur*, taxi, machinist*, welder*,
        electrician*, plumber*, carpenter*, roofer*, mason, masons, bricklay*, laborer*,
        labourer*, assembler*, fabricator*, pilot, pilots, captain, sailor*, deckhand*, cook,
        cooks, chef, chefs, baker*, butcher*, waiter*, waitress*, bartender*, barista*,
        dishwash*, housekeep*, janitor*, custodian*, cleaner*, groundskeep*, greenskeep*,
        gardener*, landscaper*, farmer*, farmworker*, rancher*, miner, miners, driller*,
        roustabout*, rigger*, millwright*, pipefitter*, steamfitter*, boilermaker*, glazier*,
        ironworker*, blacksmith*, locksmith*, silversmith*, goldsmith*, jeweler*, upholster*,
        tailor*, seamstress*, machine operator, press operator, plant operator, repairer*,
        repairman, installer*, handyman, porter*, bellhop*, valet*, flight attendant*,
        attendant*, conductor*, brakeman, switchman, longshore*, stevedore*, mover, movers,
        packer*, packager*, picker*, sorter*, stocker*, loader*, painter*, plasterer*, operator*,
        tender, helper*, fitter*, grinder*, cutter*, setter*, finisher*, polisher*, casino
        dealer, dealer, croupier, lineman, sawyer*, logger*, hunter*, trapper*, fisherman,
        fisher, ladle*, postmaster*, mail carrier*, letter carrier*, courier*, messenger*, meter
        reader*, exterminator*, usher*, host, hostess*, hostler*, carver*, etcher*, decorator*,
        weaver*, winder*, roller*, typesetter*, platemaker*, patternmaker*, tester, body
        technician, film technician, gate technician, relay technician, instrument technician,
        automation technician, crew leader, mate, handler*, air export, steward*, waitstaff,
        chambermaid, arborist*, bosun, taxi driver, bus driver, bus aide""",
        1.6: """welding, plumbing, carpentry, masonry, drywall*, tile*, insulation, kitchen,
        laundry, landscap*, farm, farms, farming, drilling, sewing, printer, printing, cafeteria,
        food*, banquet*, catering, deli, dining, dish, pizza, casino, gaming, refuse, garbage,
        recycl*, waste*, water, sewage, utility, utilities, pump*, refinery, oven, furnace, kiln,
        mill, milling, sawmill, logging, foundry, mold*, paving, asphalt, concrete, cement,
        excavat*, heavy equipment, rail, railroad*, railway*, train, trains, airport, aircraft*,
        aviation, avionics, airline*, ship, ships, shipyard, boat*, ferry, marine*, vessel, dock,
        docks, pest, elevator, hvac, refrigeration, appliance, automotive, auto, car, vehicle,
        tire, bicycle, motorcycle, diesel, small engine, textile*, garment*, tobacco, meat,
        poultry, egg, dairy, agricultur*, crop*, greenhouse, tree, park, parks, parking, toll*,
        ride, amusement, baggage, solar, wind, glass*, pottery, ceramic*, coil, core, oil, gas,
        petroleum, quarry, blasting, explosives, sanitation, sanitary, storage, bindery, press,
        prepress, wire, metal*, steel, iron, furniture, wood*, cabinet*, floor*, carpet*, paper,
        plastic*, rubber, timber, lumber, log, track, signal*, laser, tool*, lathe, drill*,
        assembly, machine*, equipment, generator, turbine, power, substation, yard, shift,
        transportation, bus, truck*, forklift, crane, crew, cleaning, hospitality, travel, lawn,
        pesticide, grounds, parts, slot, insulator*, bakery, grocery""",
        1.5: """repair*, restorer*, technician*, mechanic*, worker*, grader*, checker*, weigher*,
        sampler*, trimmer*, maintainer*, hand, hands, keeper*, runner*, batch*, craft*, housing,
        timekeep*""",
        0.45: "man, men, person, hand, woman",
    },
}  # fmt: skip

# How an unknown word ends says something too: physicians, trades.
ENDINGS: tuple[tuple[str, str], ...] = (
    ("ologist", "other"), ("ology", "other"), ("iatrist", "other"), ("ographer", "other"),
    ("ician", "other"), ("opathic", "other"), ("iatric", "other"), ("smith", "operations"),
    ("wright", "operations"), ("man", "operations"), ("woman", "operations"),
    ("maker", "operations"), ("er", "operations"), ("or", "operations"),
)  # fmt: skip
