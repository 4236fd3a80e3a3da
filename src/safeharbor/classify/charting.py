"""Words that nurses, technicians and clerks chart, and that no dictionary of medicine or of English has."""

from __future__ import annotations

from typing import Final

from safeharbor.classify.word_sets import words_of

CHARTED: Final = words_of(
    """
    drowsy sedated lethargic obtunded stuporous comatose disoriented combative cooperative somnolent arousable
    nonverbal aphasic dysarthric slurred garbled clammy diaphoretic dusky jaundiced nonpitting turgor tenting
    perrla thready bounding tachycardic bradycardic nsr svt vtach asystole unlabored labored tachypneic crackles
    rales rhonchi wheeze wheezes retractions grunting flaring trach vented bipap cpap nonrebreather nrb cannula
    ventimask hiflow hfnc distended nontender constipated condom voiding anuric oliguric serosanguineous bedrest
    unsteady bedbound standby nonweightbearing nwb wbat ttwb pwb npo pureed thickened tpn kub cxr axr ctpe cta
    mra mrcp ercp ugi sbft tte emg ncv pft pfts abg vbg ivp vcug hida muga petct dexa dxa mammo fluoro doppler
    nsvd svd vbac lscs ltcs csection pprom ptl iugr iufd ivf apgar nka nkda nkfa obs ltach irf lwbs eloped
    allogeneic crossmatch prbc ffp cryo plts leukoreduced irradiated rebooked pended cosigned addended champva
    indigent snellen phoropter mydriasis phaco iol myopic hyperopic perio prophy bitewing panorex incisor
    cohabiting biweekly fortnightly qshift slp lpn cna pharmd msw lcsw macroscopic mitoses perineural uninvolved
    hemolyzed icteric clotted qns unlabeled mislabeled vastus lateralis gluteus ltfu screenfail nonimmune tiva
    lma ett rsi mallampati zofran email voicemail inactive interp unk
    """
)
