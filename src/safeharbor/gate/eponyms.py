"""Surnames that name a sign, a device or a disease: alone in a note they say nothing of a patient so called.

Collected from common medical usage, November 2026. The two names of a person side by side still count.
"""

from __future__ import annotations

from typing import Final

EPONYMS: Final = frozenset(
    """
    adson allen alzheimer apgar auer babinski baker bakri bankart barre barrett bartholin basedow behcet bennett
    billroth bouchard bowen bowie braden brooke brudzinski buerger burch charcot charnley cheyne chiari chvostek
    colles conn cooley coombs cormack crohn cullen cushing danlos dequervain dix doppler douglas dressler duchenne
    duke dupuytren ehlers epley erb ewing fallopian fallot felty finkelstein foley fowler freiberg friedreich
    frohlich galeazzi gamma ganz garden gaucher giemsa gilbert glasgow gleason goodpasture gram grave graves
    guillain gustilo hallpike harrington harris hartmann hashimoto hawkins heberden heimlich henoch hickman hill
    hirschsprung hodgkin holter homans horner hunt huntington hutchinson ilizarov jackson jones kaposi kawasaki
    kayser kehr kelly kernig kirschner klinefelter kocher kohler korsakoff krukenberg kussmaul lachman laennec
    langerhans legg lehane leopold levine lewy lisfranc lynch mallampati mallory marfan mcburney mcmurray meckel
    meniere merkel mobitz morse morton munchausen murphy neer norton osgood paget pancoast papanicolaou parkinson
    penrose perthes peyronie phalen pott prader pratt pugh ramsay ranson raynaud reed reiter reye rinne robin
    romberg rorschach roux salter schatzker schatzki schilling schlatter schwann simmonds sims sjogren spurling
    steinmann sternberg still stokes strauss sturge swan sydenham tay thomas tietze tinel tourette trendelenburg
    trousseau turner virchow wallenberg weber wegener wernicke whipple willis wilms wilson wolff wright yankauer
    zenker zollinger
    """.split()  # noqa: SIM905 - a page of words reads better than a page of quotes
)
