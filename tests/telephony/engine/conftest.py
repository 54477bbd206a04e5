from tests.agents import sip_agents

__all__ = ["sip_agents"]
