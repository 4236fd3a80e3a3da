"""The words of the calendar: months, weekdays and holidays, in English and the languages of its patients."""

from __future__ import annotations

from typing import Final

MONTHS: Final = {
    word: number
    for number, words in enumerate(
        (
            "january jan enero janvier januari",
            "february feb febrero février fevrier februari",
            "march mar marzo mars maart",
            "april apr abril avril",
            "may mayo mai mei",
            "june jun junio juin juni",
            "july jul julio juillet juli",
            "august aug agosto août aout augustus",
            "september sept sep septiembre setiembre septembre",
            "october oct octubre octobre oktober",
            "november nov noviembre novembre",
            "december dec diciembre décembre decembre",
        ),
        start=1,
    )
    for word in words.split()
}
# months that are rarely anything else, so that the word alone places an event
PLAIN_MONTHS: Final = frozenset(
    "january february july september october november december enero febrero marzo abril mayo junio julio septiembre "
    "octubre noviembre diciembre janvier février juillet août septembre octobre novembre décembre".split()
)
FULL_WEEKDAYS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays "
    "sundays lunes martes miércoles miercoles jueves viernes sábado sabado domingo lundi mardi mercredi jeudi vendredi "
    "samedi dimanche maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
)
SHORT_WEEKDAYS: Final = frozenset("mon tue tues wed weds thu thur thurs fri sat sun".split())

# a holiday places an event in the year; phrases are matched in lower case, apostrophes as '
HOLIDAYS: Final = tuple(
    phrase.strip()
    for phrase in """
    new year's eve|new year's day|new years eve|new years day|new year's|new years|new year
    christmas eve|christmas day|christmas|xmas eve|xmas|boxing day|kwanzaa|hanukkah|chanukah|hannukah
    thanksgiving weekend|thanksgiving day|thanksgiving|black friday|cyber monday|halloween|hallowe'en|all saints' day
    all saints day|all souls' day|all souls day|veterans day|veteran's day|veterans' day|armistice day|columbus day
    indigenous peoples' day|indigenous peoples day|labor day weekend|labor day|labour day|independence day
    fourth of july|4th of july|july fourth|july 4th|juneteenth|memorial day weekend|memorial day|mother's day
    mothers day|father's day|fathers day|easter sunday|easter monday|easter weekend|easter|good friday|holy thursday
    maundy thursday|holy week|palm sunday|ash wednesday|ash wed|shrove tuesday|mardi gras weekend|mardi gras|fat tuesday
    valentine's day|valentines day|valentine's|st. patrick's day|st patrick's day|saint patrick's day|st patricks day
    st. paddy's day|st paddy's day|presidents' day|president's day|presidents day|mlk day|martin luther king day|martin luther king jr. day
    groundhog day|april fools' day|april fool's day|april fools day|april fools'|april fools|earth day|arbor day
    cinco de mayo|día de los muertos|dia de los muertos|day of the dead|three kings day|epiphany|candlemas|lent
    pentecost|ascension day|corpus christi day|semana santa|navidad|nochebuena|año nuevo|noël|pâques|ramadan|eid al-fitr
    eid al-adha|eid|passover|rosh hashanah|yom kippur|purim|sukkot|shavuot|diwali|holi|lunar new year|chinese new year
    tet|nowruz|vesak|super bowl sunday|super bowl|turkey day|election day|inauguration day|flag day|patriots' day|patriots day
    pioneer day|pi day|leap day|tax day|spring break|winter break|fall break|bastille day|canada day|victoria day
    guy fawkes night|bonfire night|st. lucia day|midsummer's eve|michaelmas|martinmas|whitsun|oktoberfest|daylight saving
    opening day|homecoming weekend|town meeting day|confederate memorial day|statehood day|kamehameha day|prince kuhio day
    """.replace("\n", "|").split("|")
    if phrase.strip()
)
