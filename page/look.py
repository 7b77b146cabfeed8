"""How the page looks: quiet, legible, light or dark as the visitor's device has it."""

import gradio as gr

# The device's own letters: nothing to download, and what its owner reads well.
FONT = ["system-ui", "sans-serif"]
THEME = gr.themes.Base(primary_hue="teal", neutral_hue="slate", font=FONT, font_mono=["ui-monospace", "monospace"]).set(
    button_primary_background_fill="*primary_700",
    button_primary_background_fill_hover="*primary_800",
    button_primary_text_color="white",
    body_text_color_subdued="*neutral_600",
    body_text_color_subdued_dark="*neutral_300",
    block_label_text_color="*neutral_700",
    block_label_text_color_dark="*neutral_200",
)
CSS = """
.answer { padding: 0.5rem 0.25rem; }
.answer h2 { font-size: 1.6rem; font-weight: 600; line-height: 1.25; margin: 0 0 0.25rem; }
.answer p { margin: 0 0 0.75rem; }
.answer table { width: 100%; border-collapse: collapse; }
.answer table, .answer tr, .answer th, .answer td { border: 0; background: none; }
.answer th, .answer td { padding: 0.15rem 0.4rem 0.15rem 0; font-size: 1rem; }
.answer caption { text-align: left; padding-bottom: 0.25rem; color: var(--body-text-color-subdued); }
.answer th { text-align: left; font-weight: 400; white-space: nowrap; width: 8.5rem; }
.answer td:last-child { text-align: right; white-space: nowrap; width: 4.5rem; font-variant-numeric: tabular-nums; }
.answer .bar span { display: block; height: 0.65rem; min-width: 1px; border-radius: 2px; }
.answer .bar span { background: var(--primary-600); }
.answer.unknown .bar span { background: var(--neutral-400); }
.answer.problem p, .answer.waiting p { font-size: 1.1rem; }
#card td, #card th { word-break: normal; overflow-wrap: normal; }
#figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem; }
#figures img { width: 100%; background: white; }
footer { color: var(--body-text-color-subdued); }
"""
# Gradio's components cannot say that they are to be read out when they change.
SCRIPT = """() => {
  for (const id of ["answer", "summary", "thanks", "note-inside"]) {
    const place = document.getElementById(id);
    if (place) { place.setAttribute("role", "status"); place.setAttribute("aria-live", "polite"); }
  }
}"""
