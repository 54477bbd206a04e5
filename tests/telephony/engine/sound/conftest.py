from tests.engines import engines
from tests.pulse import pulse
from tests.telephony.engine.sound.desk import desk

__all__ = ["desk", "engines", "pulse"]
