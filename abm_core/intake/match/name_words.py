"""What kinds of words names of companies are made of, and how much each kind tells.

Words as ``fold_words`` leaves them. A word in none of the lists is a name proper, such as
"siemens"; it tells the most.
"""

from __future__ import annotations

from abm_core.intake.parse.names import CONNECTORS

_FILLERS = "the of for in at by to de la le les der die das del di da"
FILLERS = CONNECTORS | frozenset(_FILLERS.split())

# Say how a company is built, not which it is: "Acme Group" is usually "Acme".
_STRUCTURE = """
group groupe gruppe grupo gruppo holding holdings companies corporate incorporated enterprises
enterprise international worldwide global com corporation company limited
"""
STRUCTURE = frozenset(_STRUCTURE.split())

# Say what a company does. Siblings differ in them: "Siemens" is not "Siemens Energy".
_TRADE = """
technologies technology systems system solutions solution services service software networks
network industries industry industrial manufacturing products product brands materials metals
steel mining chemical chemicals pharma pharmaceutical pharmaceuticals therapeutics biosciences
biotech bio laboratories labs medical health healthcare care hospital hospitals clinic dental
devices instruments scientific sciences science research diagnostics genomics energy power
electric electrical electronics oil gas petroleum resources water utilities utility solar wind
nuclear renewable renewables bank banks banking bancorp bancshares savings trust credit finance
financial capital investment investments investors partners partnership advisors advisory
management asset assets fund funds equity ventures insurance assurance mutual life casualty
reinsurance re realty properties property real estate reit homes housing residential
construction building builders engineering contractors cement air airlines airways aviation
aerospace aircraft lines line cruise shipping logistics freight transport transportation
trucking express parcel delivery rail railway railroad motor motors automotive auto parts cars
vehicle vehicles tire rubber foods food beverage beverages brewing bakery bakeries dairy farms
restaurants restaurant coffee wine stores store shops shop retail markets market supermarkets
wholesale trading trade supply supplies distribution distributors imports exports apparel
fashion clothing shoes footwear sports sporting fitness entertainment media news publishing
press broadcasting television radio pictures films studios studio games gaming music records
communications communication telecom telecommunications mobile wireless cable broadband digital
data cloud cyber security computer computers computing semiconductor semiconductors micro
devices analytics information consulting consultants consultancy business machines machine
machinery tools equipment packaging paper plastics glass wood furniture hotels hotel resorts
resort travel tourism leisure parks casino casinos gaming education school schools college
university institute academy learning training law legal staffing recruiting marketing
advertising agency design creative office environmental waste recycling container containers
brothers associates association foundation society council department city county state
holdings center house works world faucet chain innovations innovation robotics agro agriculture
fertilizer seeds animal pet veterinary beauty cosmetics personal family home garden outdoor
"""
TRADE = frozenset(_TRADE.split())

# Names proper that many companies share: "Delta", "First". Alone they decide nothing.
_SHARED = """
first second national american united general standard universal premier prime advanced applied
modern new old great grand royal imperial federal central northern southern eastern western north
south east west northeast northwest southeast southwest pacific atlantic continental trans inter
pan euro asia asian european american america britain british alpha beta gamma delta sigma omega
zeta apex summit peak pinnacle vertex zenith pioneer frontier horizon liberty freedom patriot
eagle falcon hawk phoenix lion tiger bear wolf star sun moon sky blue red green black white
silver gold golden diamond crystal pearl atlas titan apollo mercury saturn orion nova aurora
olympus trinity genesis legacy heritage century millennium future next one ace allied alliance
associated consolidated integrated dynamic strategic quality superior reliable direct rapid
quick smart bright clear pure core key main metro urban rural river lake ocean valley mountain
hill rock stone oak pine cedar maple bay harbor island crown castle tower gate bridge park
keystone cornerstone landmark beacon compass anchor spectrum vision quest vista echo pulse fusion
matrix vector vanguard sentinel guardian shield fidelity unity harmony synergy catalyst element
king queen prince smith jones johnson williams brown davis miller wilson moore taylor anderson
thomas jackson martin lee thompson robinson clark lewis walker hall allen young wright scott
"""
SHARED = frozenset(_SHARED.split())

# Places: a subsidiary or a branch is another account than its parent.
_PLACES = """
usa us uk gb eu emea apac latam dach china india japan korea germany deutschland france italy
italia spain espana portugal switzerland schweiz suisse austria osterreich netherlands nederland
belgium belgique denmark danmark norway norge sweden sverige finland poland polska czech slovakia
hungary romania bulgaria greece turkey turkiye russia ukraine ireland scotland england wales
canada mexico brazil brasil argentina chile colombia peru australia zealand singapore malaysia
indonesia thailand vietnam philippines taiwan hong kong israel egypt africa nigeria kenya morocco
arabia emirates dubai qatar kuwait europe asia nordic nordics baltic iberia benelux mideast
middle london paris berlin munich hamburg frankfurt vienna zurich geneva milan rome madrid
barcelona lisbon amsterdam brussels copenhagen oslo stockholm helsinki warsaw prague budapest
athens istanbul moscow dublin york boston chicago houston dallas austin denver seattle angeles
francisco diego atlanta miami philadelphia detroit toronto montreal vancouver sydney melbourne
tokyo osaka seoul beijing shanghai mumbai delhi bangalore texas california florida virginia
carolina georgia ohio michigan illinois indiana wisconsin minnesota iowa missouri kansas nebraska
dakota oklahoma arkansas louisiana mississippi alabama tennessee kentucky maryland delaware
jersey pennsylvania connecticut massachusetts vermont hampshire maine oregon washington nevada
arizona utah colorado wyoming montana idaho alaska hawaii
"""
PLACES = frozenset(_PLACES.split())

# Short forms that are only near: "tech" may be "technology" or "technologies".
_NEAR_SHORT = """
tech=technology technologies=technology techs=technology systems=system sys=system
solutions=solution soln=solution solns=solution services=service serv=service svc=service
products=product prods=product prod=product industries=industry inds=industry ind=industry
holdings=holding enterprises=enterprise ent=enterprise lab=laboratory labs=laboratory
laboratories=laboratory pharma=pharmaceutical pharmaceuticals=pharmaceutical pharm=pharmaceutical
chem=chemical chemicals=chemical fin=financial finl=financial amer=american am=american
natl=national nat=national gen=general elec=electric electr=electronic electronics=electronic
comm=communication comms=communication communications=communication commun=communication
ins=insurance inv=investment invt=investment invs=investment investments=investment prop=property
props=property properties=property pptys=property res=resource resources=resource mtrs=motor
motors=motor fed=federal std=standard cons=consolidated consol=consolidated ctl=control
controls=control dev=development distr=distribution dist=distribution eng=engineering
engr=engineering engrg=engineering equip=equipment eqpt=equipment exp=express fdn=foundation
hlth=health healthcare=health hosp=hospital hospitals=hospital info=information instr=instrument
instruments=instrument inst=institute ltg=lighting mach=machinery mat=materials mats=materials
matls=materials med=medical mkt=market mkts=market markets=market mtg=mortgage mut=mutual
pac=pacific petrol=petroleum pete=petroleum pub=publishing rlty=realty rr=railroad sci=science
sciences=science scis=science semicon=semiconductor semi=semiconductor semiconductors=semiconductor
sec=security secs=security sol=solution str=store stores=store sup=supply telecomm=telecom
telecommunications=telecom telco=telecom tel=telecom trans=transportation transport=transportation
transp=transportation util=utility utils=utility utilities=utility bk=bank bancorporation=bancorp
cap=capital cos=company cty=city st=saint mt=mount ft=fort partners=partner advisers=advisors
networks=network computers=computer machines=machine brands=brand foods=food restaurants=restaurant
hotels=hotel homes=home airlines=airline grupo=group groupe=group gruppe=group gruppo=group
grupp=group grupa=group konzern=group koncern=group compagnie=company cie=company compania=company
cia=company companies=company corp=corporation inc=corporation co=company
"""
NEAR_SHORT = dict(pair.split("=") for pair in _NEAR_SHORT.split())

KNOWN = FILLERS | STRUCTURE | TRADE | SHARED | PLACES | frozenset(NEAR_SHORT.values())
WEIGHTS = (
    (FILLERS, 0.05), (STRUCTURE, 0.15), (PLACES, 0.5), (SHARED, 0.6), (TRADE, 0.4),
)  # fmt: skip
PROPER = 1.0


def weight(word: str) -> float:
    """How much a word tells about which company it is, 0 to 1.

    >>> weight("of"), weight("group"), weight("bank"), weight("delta"), weight("siemens")
    (0.05, 0.15, 0.4, 0.6, 1.0)
    """
    return next((w for words, w in WEIGHTS if word in words), PROPER)
