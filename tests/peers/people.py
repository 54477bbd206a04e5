"""Who has an extension at the peers' registrars, and what the tests hear of them."""

PASSWORD = "what-the-floor-dials-with"
PEOPLE = {
    "2041": "Maya Torres",
    "2042": "Noor Haddad",
    "2043": "Piotr Zielinski",
    "3107": "Daniel Okafor",
    "3110": "Lin Wei",
    "7001": "Anna Petrova",
    "7002": "Ben Carter",
}
ANNA_HZ, MAYA_HZ, DANIEL_HZ = 700.0, 1100.0, 1500.0
MUSIC_HZ, ANNOUNCEMENT_HZ = 523.0, 350.0
TONES = (ANNA_HZ, MAYA_HZ, DANIEL_HZ, MUSIC_HZ, ANNOUNCEMENT_HZ)
