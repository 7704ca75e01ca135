// Renders the screens of real front ends in Chromium and writes the texts that are seen on them to screens.json:
// node bench/renderScreens.mjs [medusa vueCli keycloakAngular keycloakSvelte]
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, say } from "../scripts/setup.mjs";
import { startBrowser } from "../test/support/workbench/browser.mjs";
import { ensureWorkbench } from "../test/support/workbench/install.mjs";
import { renderAngular, renderSvelte } from "./screens/keycloak.mjs";
import { renderMedusa } from "./screens/medusa.mjs";
import { visibleTexts } from "./screens/visibleTexts.mjs";
import { renderVueCli } from "./screens/vueCli.mjs";

const renderers = {
  medusa: renderMedusa,
  vueCli: renderVueCli,
  keycloakAngular: renderAngular,
  keycloakSvelte: renderSvelte,
};
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(renderers);

/** The texts once they have been the same for a second; a screen fetches what it shows. */
async function settledTexts(page, main) {
  let before = "";
  for (let still = 0; ;) {
    await page.waitForTimeout(250);
    const seen = await page.evaluate(visibleTexts, main);
    const now = JSON.stringify(seen);
    still = now === before && seen.texts.length > 0 ? still + 1 : 0;
    before = now;
    if (still === 4) return seen;
  }
}

async function render(frontEnd) {
  const { page, close } = await startBrowser(await ensureWorkbench({ say }));
  const screens = [];
  const take = async (file, { main, isControl = false }) => {
    const seen = await settledTexts(page, main);
    screens.push({ frontEnd, file, isControl, ...seen });
    say(`${frontEnd}: ${file}, ${seen.texts.length} texts`);
    const pictures = process.env.PICTURES;
    if (pictures) await page.screenshot({ path: path.join(pictures, `${frontEnd}-${screens.length}.png`) });
  };
  try {
    await renderers[frontEnd]({ page, take });
  } finally {
    await close();
  }
  return screens;
}

const file = path.join(root, "bench", "screens.json");
for (const frontEnd of wanted) {
  const rendered = await render(frontEnd);
  const { screens, ...rest } = JSON.parse(readFileSync(file, "utf8"));
  const others = screens.filter((screen) => screen.frontEnd !== frontEnd);
  writeFileSync(file, `${JSON.stringify({ ...rest, screens: [...others, ...rendered] }, null, 2)}\n`);
}
say("npx prettier --write bench/screens.json makes the file as it is kept");
