"""Paper: what every page looks like on it, and a sheet of its own."""

import streamlit as st

# Keys of the containers that trade places on paper; SCREEN and PAPER may begin longer keys.
SHEET, SCREEN, PAPER, BODY = "print_sheet", "screen_only", "paper_only", "screen_body"

# Of every page. Charts are fitted by the script of the front page. Nothing is cut in two that
# fits on a sheet; the frame, buttons and links stay on the screen.
PAGE_STYLE = f"""<style>
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-{PAPER}"]) {{ display: none; }}
@media print {{
  @page {{ margin: 10mm; }}
  html {{ font-size: 12px !important; }}
  [data-testid="stLayoutWrapper"]:has(> [class*="st-key-{PAPER}"]) {{ display: block; }}
  [class*="st-key-{SCREEN}"], .st-key-bar,
  [data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stElementToolbar"],
  [data-testid="stPopover"]:not(:has([kind="tertiary"])), [data-testid="stPageLink"],
  [data-testid="stButton"], [data-testid="stDownloadButton"], [data-testid="stTooltipIcon"],
  [data-testid="stExpander"]:not(:has(details[open])) {{ display: none !important; }}
  [data-testid="stMainBlockContainer"] {{ padding: 0 !important; max-width: none !important; }}
  [data-testid="stGridCell"], [data-testid="stColumn"] li, [data-testid="stPlotlyChart"],
  [data-testid="stAlert"], [data-testid="stImage"], tr, li, p {{ break-inside: avoid; }}
  h1, h2, h3, [data-testid="stElementContainer"]:is(:has(h1, h2, h3),
  :has([data-testid="stCaptionContainer"], [data-testid="stAlert"])) {{ break-after: avoid; }}
  thead {{ display: table-header-group; }}
  [class*="st-key-{PAPER}"] :is([data-testid="stTable"], [data-testid="stTable"] div) {{
    overflow: visible !important; }}
  [class*="st-key-{PAPER}"] table {{ display: table !important; width: 100%; }}
  [class*="st-key-{PAPER}"] :is(td, th, td p) {{ font-size: 7.5pt !important;
    line-height: 1.2 !important; padding: 0.5mm 1mm !important; overflow-wrap: normal; }}
  [class*="st-key-{PAPER}"] td:nth-child(-n + 2) {{ min-width: 19mm; }}
  .stMain * {{ print-color-adjust: exact; }}
}}
</style>"""

# Constant text: no figure or name ever goes into it.
_STYLE = f"""<style>
.st-key-{SHEET} {{ display: none !important; }}
@media print {{
  @page {{ size: A4 portrait; margin: 9mm; }}
  .st-key-{SHEET} {{ display: block !important; }}
  .st-key-{SCREEN}, .st-key-{BODY}, .stApp header, [data-testid="stHeader"],
  [data-testid="stSidebar"], [data-testid="stBottom"],
  [data-testid="stToolbar"], [data-testid="stDecoration"] {{ display: none !important; }}
  html, body, #root, .stApp, [data-testid="stAppViewContainer"], [data-testid="stMain"] {{
    position: static !important; height: auto !important; min-height: 0 !important;
    overflow: visible !important; background: #fff !important; color: #000 !important; }}
  [data-testid="stMainBlockContainer"] {{ padding: 0 !important; max-width: none !important; }}
  .st-key-{SHEET} * {{ color: #000 !important; }}
  .st-key-{SHEET} [data-testid="stVerticalBlock"], .st-key-{SHEET} {{ gap: 1.2mm !important; }}
  .st-key-{SHEET} p, .st-key-{SHEET} li {{
    font-size: 7.5pt !important; line-height: 1.25 !important; margin: 0 !important; }}
  .st-key-{SHEET} h2 {{ font-size: 13pt !important; padding: 0 !important; }}
  .st-key-{SHEET} table, .st-key-{SHEET} td, .st-key-{SHEET} th, .st-key-{SHEET} td p,
  .st-key-{SHEET} th p {{ font-size: 6.2pt !important; line-height: 1.1 !important; }}
  .st-key-{SHEET} td, .st-key-{SHEET} th {{ padding: 0.25mm 0.8mm !important; }}
  .st-key-{SHEET} [data-testid="stAlert"] > div {{ padding: 1mm 2mm !important; }}
  .st-key-{SHEET} [data-testid="stAlertContainer"] {{ min-height: 0 !important; }}
  .st-key-{SHEET} img {{ max-height: 38mm !important; width: auto !important; }}
}}
</style>"""


def style() -> None:
    """Make the page's sheet take the screen's place on paper."""
    st.html(_STYLE)
