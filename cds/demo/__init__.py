"""Demonstration figures: generated, seeded, in step with the published ones, always marked."""
