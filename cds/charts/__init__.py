"""Assessments and series drawn as figures: no Streamlit, no database."""
