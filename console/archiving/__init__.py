"""Recordings on their way out of the engine's folder: into the archive, and out of it when they are erased."""
