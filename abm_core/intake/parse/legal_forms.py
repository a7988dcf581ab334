"""Legal forms of companies around the world, as they are written after a name or before it."""

from __future__ import annotations

# As they read without dots, accents and case; forms of several words are in PHRASES. By region:
# English-speaking, German, French and Benelux, southern Europe and Latin America, Nordic,
# central and eastern Europe, Baltic, Greece and Turkey, Asia, Middle East and Africa.
_AFTER = """
inc incorporated corp corporation co company llc llp lp lllp pllc plc ltd limited pty pte pvt
private proprietary unltd ultd uc dac clg cic cio gp teo teoranta cpt gte ent coop psu
pse
gmbh ggmbh gesmbh mbh ag kg kgaa cokg ohg og gbr gesbr ug ev eg se kor spr aor beg partg partgmbb
stg
sa sas sasu sarl sarlu sagl eurl snc sca scs scop sicav sem sep sepa sogepa siv sivu gie gaec cuma
fcp earl spfpl eirl ei sci scm selarl bv bvba nv cv vof cvba cvoa vzw asbl sprl scrl scomm commv
kommg esv secs gei nvsa peec saspj
srl srls spa scpa sapa ss sl slu sau slne sll slp srlcv sadecv decv cvsa sab sapi sad sgr sccl scoop
scra aie ep eireli me epp ltda lda crl sgps saa soc cia ca cxa soccol
ab aktiebolag hb kb oy oyj abp ay ky ok osk tmi asoy as asa aps ivs ans da is ps amba fmba smba
gs ba bl etat fkf hf iks kf ks nuf rhf sf ehf ohf ses
zrt kft nyrt bt rt kht kkt ec kv doo dd dno jdoo ad ead eood ood et kd kda sd od adsitz sro vos zoo
spk spj spp spzoo ska sc ska spol obrt sp pp ii ij mb shpk sha ooo oao zao pao ao tov tdv dat vat
zat kt fop pjsc jsc ojsc cjsc ong 3at 3ao dooel jtd sua ku
aj aat oaj qk qmj xt mchj yoaj
oo ou sia uab fie ik zem zs
ae ee oe epe mepe ike ovee
pt tbk ud fa bhd sdn kk gk yk xk xxk tapui
sal saoc saog sae fze fzco fzllc dmcc wll bsc bm
koop publ
aktiengesellschaft kommanditgesellschaft genossenschaft osakeyhtio aktieselskab aksjeselskap
anpartsselskab berhad sirketi
"""
AFTER = frozenset(_AFTER.split())
# Several words, longest first; initials are joined already ("z o. o." reads "zoo").
PHRASES = tuple(sorted((tuple(line.split()) for line in """
sp z oo
sp zoo
sa de cv
sapi de cv
sab de cv
s de rl de cv
s de rl
s en c
s en c por a
c por a
cia por a
suc de descendants
suc de descendientes
a spol
spol s ro
spol sro
akc spol
kom spol
ver obch spol
t mi
as oy
sh pk
sm pte
sce i
limited liability company
gesellschaft mit beschrankter haftung
societe anonyme
societe par actions simplifiee
sociedad anonima
sociedade anonima
sociedad limitada
societa per azioni
spolka akcyjna
besloten vennootschap
naamloze vennootschap
kabushiki kaisha
anonim sirketi
public limited company
private limited company
""".strip().splitlines()), key=len, reverse=True))
# Codes of countries and letters too: a form only in small letters after a name with capitals.
IN_SMALL_LETTERS = ("g", "uk", "eu", "e.u.", "e.U.", "at", "n.l.", "N.L.")
# Written before the name, and hardly ever a word of a name.
_BEFORE = "ooo oao zao pao tov tdv pjsc ojsc uab sia pt sarl eurl"
BEFORE = frozenset(_BEFORE.split())
# Written before the name in some countries, and part of names in others ("AB InBev",
# "SAS Institute"): a near name sees through them, an equal one does not.
_MAYBE_BEFORE = "as ab ao ou oy nv bv cv sa sas snc at ad ud fa pp vat zat dat fop gmbh sci kb hb"
MAYBE_BEFORE = frozenset(_MAYBE_BEFORE.split())
# In scripts without spaces between words a form is cut out before the name is transliterated.
NATIVE = (
    "株式会社", "有限会社", "合同会社", "(株)", "㈱", "（株）", "股份有限公司", "有限责任公司",
    "有限責任公司", "有限公司", "주식회사", "(주)", "㈜", "유한회사",
)  # fmt: skip
