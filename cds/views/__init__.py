"""A page's answer as a value of finished text; no Streamlit."""
