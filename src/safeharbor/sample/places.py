"""Where the invented patients live: real cities and ZIP codes as background, nothing else real.

The three-digit ZIP areas that the 2020 Census puts at 20,000 people or fewer (164.514(b)(2)(i)(B)) are
here, beside some restricted in 2000 only, some near the line, some that no Census table holds, and
leading zeros.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """A city, its ZIP code or foreign postcode, an area code, and rough coordinates in degrees."""

    city: str
    state: str | None
    county: str | None
    postcode: str
    area: str
    latitude: float
    longitude: float
    country: str = "US"


# restricted under the 2020 vintage
RESTRICTED: Final = (
    Place("Alstead", "NH", "Cheshire", "03602", "603", 43.15, -72.36),
    Place("Walpole", "NH", "Cheshire", "03608", "603", 43.08, -72.43),
    Place("Canaan", "VT", "Essex", "05903", "802", 45.0, -71.54),
    Place("New York", "NY", "New York", "10282", "212", 40.72, -74.02),
    Place("Washington", "DC", "District of Columbia", "20204", "202", 38.89, -77.02),
    Place("Washington", "DC", "District of Columbia", "20317", "202", 38.94, -77.01),
    Place("Cuba", "AL", "Sumter", "36907", "205", 32.43, -88.37),
    Place("Grand Marais", "MN", "Cook", "55604", "218", 47.75, -90.33),
    Place("Valentine", "NE", "Cherry", "69201", "402", 42.87, -100.55),
    Place("Houston", "TX", "Harris", "77201", "713", 29.76, -95.37),
    Place("Yellowstone National Park", "WY", "Park", "82190", "307", 44.98, -110.7),
    Place("Rawlins", "WY", "Carbon", "82301", "307", 41.79, -107.24),
    Place("Socorro", "NM", "Socorro", "87801", "575", 34.06, -106.89),
    Place("Truth or Consequences", "NM", "Sierra", "87901", "575", 33.13, -107.25),
    Place("Tucumcari", "NM", "Quay", "88401", "575", 35.17, -103.72),
    Place("Ely", "NV", "White Pine", "89301", "775", 39.25, -114.89),
)

# restricted in 2000 only, near the line, without a Census population, or with a zero in front
DELICATE: Final = (
    Place("Jackson", "WY", "Teton", "83001", "307", 43.48, -110.76),
    Place("Kemmerer", "WY", "Lincoln", "83101", "307", 41.79, -110.54),
    Place("Dalhart", "TX", "Dallam", "79022", "806", 36.06, -102.52),
    Place("Norwich", "CT", "New London", "06360", "860", 41.52, -72.08),
    Place("Wahpeton", "ND", "Richland", "58075", "701", 46.27, -96.61),
    Place("Mobridge", "SD", "Walworth", "57601", "605", 45.54, -100.43),
    Place("Ketchikan", "AK", "Ketchikan Gateway", "99901", "907", 55.34, -131.65),
    Place("San Juan", "PR", "San Juan", "00901", "787", 18.47, -66.1),
    Place("St. Thomas", "VI", "St. Thomas Island", "00802", "340", 18.34, -64.93),
    Place("Barrigada", "GU", None, "96913", "671", 13.47, 144.8),
    Place("APO", "AE", None, "09012", "703", 49.44, 7.6),
    Place("Chicopee", "MA", "Hampden", "01013", "413", 42.16, -72.6),
    Place("Cambridge", "MA", "Middlesex", "02139", "617", 42.36, -71.1),
    Place("Portland", "ME", "Cumberland", "04101", "207", 43.66, -70.26),
    Place("Burlington", "VT", "Chittenden", "05401", "802", 44.48, -73.21),
    Place("Hoboken", "NJ", "Hudson", "07030", "201", 40.74, -74.03),
)

COMMON: Final = (
    Place("Salt Lake City", "UT", "Salt Lake", "84105", "801", 40.74, -111.86),
    Place("West Valley City", "UT", "Salt Lake", "84119", "801", 40.7, -111.95),
    Place("Boise", "ID", "Ada", "83704", "208", 43.63, -116.29),
    Place("Spokane", "WA", "Spokane", "99205", "509", 47.69, -117.43),
    Place("Tacoma", "WA", "Pierce", "98405", "253", 47.25, -122.47),
    Place("Eugene", "OR", "Lane", "97402", "541", 44.05, -123.13),
    Place("Sacramento", "CA", "Sacramento", "95823", "916", 38.48, -121.44),
    Place("Fresno", "CA", "Fresno", "93722", "559", 36.79, -119.88),
    Place("Long Beach", "CA", "Los Angeles", "90805", "562", 33.86, -118.18),
    Place("Mesa", "AZ", "Maricopa", "85204", "480", 33.4, -111.79),
    Place("Las Cruces", "NM", "Doña Ana", "88001", "575", 32.29, -106.75),
    Place("El Paso", "TX", "El Paso", "79936", "915", 31.78, -106.3),
    Place("Lubbock", "TX", "Lubbock", "79416", "806", 33.59, -101.94),
    Place("San Antonio", "TX", "Bexar", "78228", "210", 29.46, -98.57),
    Place("Tulsa", "OK", "Tulsa", "74133", "918", 36.05, -95.88),
    Place("Wichita", "KS", "Sedgwick", "67203", "316", 37.7, -97.36),
    Place("Omaha", "NE", "Douglas", "68104", "402", 41.29, -96.0),
    Place("Fargo", "ND", "Cass", "58103", "701", 46.86, -96.81),
    Place("Sioux Falls", "SD", "Minnehaha", "57106", "605", 43.52, -96.79),
    Place("Duluth", "MN", "St. Louis", "55811", "218", 46.81, -92.2),
    Place("Madison", "WI", "Dane", "53711", "608", 43.03, -89.45),
    Place("Cedar Rapids", "IA", "Linn", "52402", "319", 42.02, -91.66),
    Place("Springfield", "MO", "Greene", "65807", "417", 37.17, -93.32),
    Place("Peoria", "IL", "Peoria", "61614", "309", 40.76, -89.6),
    Place("Fort Wayne", "IN", "Allen", "46825", "260", 41.14, -85.12),
    Place("Toledo", "OH", "Lucas", "43615", "419", 41.65, -83.67),
    Place("Grand Rapids", "MI", "Kent", "49507", "616", 42.93, -85.65),
    Place("Erie", "PA", "Erie", "16506", "814", 42.07, -80.14),
    Place("Buffalo", "NY", "Erie", "14221", "716", 42.98, -78.73),
    Place("Albany", "NY", "Albany", "12203", "518", 42.68, -73.85),
    Place("Newark", "NJ", "Essex", "07104", "973", 40.77, -74.17),
    Place("Baltimore", "MD", "Baltimore City", "21224", "410", 39.28, -76.54),
    Place("Roanoke", "VA", "Roanoke City", "24018", "540", 37.25, -80.05),
    Place("Greensboro", "NC", "Guilford", "27406", "336", 36.0, -79.77),
    Place("Columbia", "SC", "Richland", "29223", "803", 34.09, -80.92),
    Place("Macon", "GA", "Bibb", "31204", "478", 32.84, -83.68),
    Place("Mobile", "AL", "Mobile", "36608", "251", 30.69, -88.19),
    Place("Jackson", "MS", "Hinds", "39212", "601", 32.24, -90.26),
    Place("Baton Rouge", "LA", "East Baton Rouge", "70815", "225", 30.45, -91.06),
    Place("Little Rock", "AR", "Pulaski", "72209", "501", 34.67, -92.35),
    Place("Knoxville", "TN", "Knox", "37918", "865", 36.05, -83.92),
    Place("Paducah", "KY", "McCracken", "42001", "270", 37.07, -88.64),
    Place("Tallahassee", "FL", "Leon", "32303", "850", 30.49, -84.32),
    Place("Hialeah", "FL", "Miami-Dade", "33012", "305", 25.87, -80.3),
    Place("Honolulu", "HI", "Honolulu", "96817", "808", 21.33, -157.85),
    Place("Anchorage", "AK", "Anchorage", "99508", "907", 61.2, -149.8),
    Place("Bozeman", "MT", "Gallatin", "59715", "406", 45.67, -111.03),
    Place("Casper", "WY", "Natrona", "82604", "307", 42.82, -106.38),
    Place("Pueblo", "CO", "Pueblo", "81004", "719", 38.24, -104.63),
    Place("Henderson", "NV", "Clark", "89014", "702", 36.06, -115.06),
)

FOREIGN: Final = (
    Place("Ottawa", None, None, "K1A 0B1", "613", 45.42, -75.7, "CA"),
    Place("Lethbridge", None, None, "T1J 4B3", "403", 49.69, -112.84, "CA"),
    Place("Leeds", None, None, "LS6 2AB", "0113", 53.82, -1.57, "GB"),
    Place("Hermosillo", None, None, "83000", "662", 29.08, -110.96, "MX"),
    Place("Zürich", None, None, "8004", "044", 47.38, 8.53, "CH"),
    Place("Utrecht", None, None, "3512 JE", "030", 52.09, 5.12, "NL"),
)

FACILITIES: Final = (
    "Fairhaven Regional Medical Center", "St. Brigid's Hospital", "Lakemont Community Hospital", "Harlan Memorial",
    "Cedar Bluff Children's Hospital", "Red Mesa Health Clinic", "Stillwater VA Medical Center",
    "Northfield Heart Group", "Bell Harbor General", "Summit Women's Center",
)  # fmt: skip
TOWNS: Final = (
    "Ashby", "Paducah", "Hermosillo", "Can Tho", "Lagos", "Tucumcari", "Yuma", "Ketchum", "Port-au-Prince", "Aberdeen",
    "Window Rock", "Enid", "Zacatecas", "Bemidji", "Valdosta", "Grundy",
)  # fmt: skip
