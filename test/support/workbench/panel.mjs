// The panel, as a person uses it.
import { webview } from "./webviews.mjs";

const waitMs = 60_000;

/** The parts of the panel, for locators. */
export function panel(page) {
  const view = webview(page);
  return {
    view,
    input: view.locator(".composer textarea"),
    chips: view.locator(".composer .chip"),
    turns: view.locator(".turn"),
    answers: view.locator(".answer-text"),
    notice: view.locator(".notice"),
    footnotes: view.locator(".footnote"),
    button: (name) => view.getByRole("button", { name, exact: true }),
  };
}

/** Types a question, sends it, and waits until its answer has settled; resolves with the answer's text. */
export async function askInPanel(page, text) {
  const { input, footnotes, answers, turns } = panel(page);
  const before = await turns.count();
  await input.fill(text);
  await input.press("Enter");
  await footnotes.nth(before).waitFor({ timeout: waitMs });
  return (await answers.nth(before).innerText()).trim();
}

/** Takes away all that goes along with the next question, one by one. */
export async function clearChips(page) {
  const { chips } = panel(page);
  for (let left = await chips.count(); left > 0; left -= 1) {
    await chips
      .first()
      .getByRole("button", { name: /^Remove/ })
      .click();
    await chips.nth(left - 1).waitFor({ state: "detached" });
  }
}
