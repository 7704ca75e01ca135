// Proposals of edits, as a person sees them in the workbench.

/** The tab of a proposal's diff. */
export function proposalTab(page) {
  return page.locator(".tab", { hasText: "proposed by Gloss" });
}

/** A button in the title bar of the editor in front. */
export function editorButton(page, label) {
  return page.locator(".editor-actions").getByRole("button", { name: label }).first();
}
