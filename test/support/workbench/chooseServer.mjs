// The choice of a server instead of this machine, as a person makes it.
import { dialog, quickInput, runCommand } from "./driver.mjs";

/** Chooses the server whose address the settings name, and agrees to what goes there. */
export async function chooseServer(page, host) {
  await runCommand(page, "Gloss: Choose What Answers");
  await page.locator(".quick-input-widget .monaco-list-row", { hasText: host }).first().click();
  const consent = dialog(page, `go to ${host}.`);
  await consent.getByRole("button", { name: `Send to ${host}` }).click();
  await quickInput(page).waitFor({ state: "hidden" });
}
