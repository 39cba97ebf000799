"""Paper: the button that opens the browser's print dialogue, and what stays off the sheet."""

import streamlit as st

from cds.text.screens import say

# Keys of the containers that trade places on paper.
SHEET, SCREEN, BODY = "print_sheet", "screen_only", "screen_body"

# Constant text: no figure or name ever goes into it.
_STYLE = f"""<style>
.st-key-{SHEET} {{ display: none !important; }}
@media print {{
  @page {{ size: A4 portrait; margin: 9mm; }}
  .st-key-{SHEET} {{ display: block !important; }}
  .st-key-{SCREEN}, .st-key-{BODY}, .stApp header, [data-testid="stHeader"],
  [data-testid="stSidebar"],
  [data-testid="stToolbar"], [data-testid="stDecoration"] {{ display: none !important; }}
  html, body, #root, .stApp, [data-testid="stAppViewContainer"], [data-testid="stMain"] {{
    position: static !important; height: auto !important; min-height: 0 !important;
    overflow: visible !important; background: #fff !important; color: #000 !important; }}
  [data-testid="stMainBlockContainer"] {{ padding: 0 !important; max-width: none !important; }}
  .st-key-{SHEET} * {{ color: #000 !important; }}
  .st-key-{SHEET} [data-testid="stVerticalBlock"], .st-key-{SHEET} {{ gap: 1.2mm !important; }}
  .st-key-{SHEET} p, .st-key-{SHEET} li {{
    font-size: 8pt !important; line-height: 1.25 !important; margin: 0 !important; }}
  .st-key-{SHEET} h2 {{ font-size: 13pt !important; padding: 0 !important; }}
  .st-key-{SHEET} table, .st-key-{SHEET} td, .st-key-{SHEET} th, .st-key-{SHEET} td p,
  .st-key-{SHEET} th p {{ font-size: 6.2pt !important; line-height: 1.1 !important; }}
  .st-key-{SHEET} td, .st-key-{SHEET} th {{ padding: 0.25mm 0.8mm !important; }}
  .st-key-{SHEET} [data-testid="stAlert"] > div {{ padding: 1mm 2mm !important; }}
  .st-key-{SHEET} [data-testid="stAlertContainer"] {{ min-height: 0 !important; }}
  .st-key-{SHEET} img {{ max-height: 38mm !important; width: auto !important; }}
}}
</style>"""
_SCRIPT = """
export default function (component) {
  const button = component.parentElement.querySelector("button")
  button.textContent = component.data
  button.onclick = () => window.print()
}
"""
_LOOKS = """
button { font: inherit; min-height: 44px; padding: 0 1rem; cursor: pointer;
  color: var(--st-text-color); background: var(--st-secondary-background-color);
  border: 1px solid var(--st-border-color); border-radius: 0.5rem; }
button:focus-visible { outline: 3px solid var(--st-primary-color); }
"""
_component = st.components.v2.component(
    "print_button", html="<button type='button'></button>", css=_LOOKS, js=_SCRIPT
)


def style() -> None:
    """Make the page's sheet take the screen's place on paper."""
    st.html(_STYLE)


def button() -> None:
    """Show the button that prints."""
    _component(key="print_button", data=say("unit.print"))
