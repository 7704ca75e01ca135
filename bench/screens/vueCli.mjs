// Vue CLI UI as its own command starts it, with its own server and a project of five packages.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { installed } from "./bundle.mjs";

const cli = "5.0.9";
const ui = (name) => `@vue/cli-ui/src/components/${name}.vue`;

export async function renderVueCli({ page, take }) {
  const folder = installed("vueCli", {
    "@vue/cli": cli,
    "@vue/cli-service": cli,
    "@vue/cli-plugin-babel": cli,
    "core-js": "3.50.0",
    vue: "3.5.40",
  });
  const home = mkdtempSync(path.join(os.tmpdir(), "anna-"));
  makeProject(path.join(home, "shop"), folder);
  const server = spawn(
    process.execPath,
    [path.join(folder, "node_modules/@vue/cli/bin/vue.js"), "ui", "--headless", "--host", "127.0.0.1"],
    { cwd: home, env: { ...process.env, HOME: home }, stdio: ["ignore", "pipe", "ignore"] },
  );
  try {
    await visit(await addressOf(server), { page, take });
  } finally {
    server.kill();
    rmSync(home, { recursive: true, force: true });
  }
}

function makeProject(project, folder) {
  mkdirSync(project);
  symlinkSync(path.join(folder, "node_modules"), path.join(project, "node_modules"));
  const manifest = {
    name: "shop",
    version: "0.1.0",
    scripts: {
      serve: "vue-cli-service serve",
      build: "vue-cli-service build",
      lint: "vue-cli-service lint",
    },
    dependencies: { "core-js": "3.50.0", vue: "3.5.40" },
    devDependencies: { "@vue/cli-plugin-babel": cli, "@vue/cli-service": cli },
  };
  writeFileSync(path.join(project, "package.json"), JSON.stringify(manifest));
}

async function addressOf({ stdout }) {
  for await (const line of createInterface({ input: stdout })) {
    const found = /Ready on (http:\S+)/.exec(line);
    if (found) return found[1];
  }
  throw new Error("Vue CLI UI did not start");
}

async function visit(address, { page, take }) {
  const main = ".page";
  const takeHere = (name) => take(ui(name), { main });
  const go = (route) => page.goto(`${address}/${route}`);
  const click = (selector, hasText) => page.locator(`${selector}:visible`, { hasText }).first().click();

  await go("project/select");
  await click(".tab-button", "Import");
  await page.locator(".folder-explorer-item:visible", { hasText: "shop" }).waitFor();
  await takeHere("project-manager/ProjectSelect");
  await click(".folder-explorer-item", "shop");
  await click(".import-project:not(.disabled)");
  await page.waitForURL(`${address}/dashboard`);
  await take("@vue/cli-ui-addon-widgets/src/components/Welcome.vue", { main });
  await click(".vue-ui-button", "Customize");
  await takeHere("dashboard/WidgetAddPane");
  await go("plugins");
  await takeHere("plugin/ProjectPlugins");
  await go("plugins/add");
  await takeHere("plugin/ProjectPluginsAdd");
  await go("dependencies");
  await takeHere("dependency/ProjectDependencies");
  await go("tasks");
  await click(".task-item", "serve");
  await take("@vue/cli-ui-addon-webpack/src/components/WebpackDashboard.vue", { main });
  await click(".task-item", "inspect");
  await takeHere("task/ProjectTaskDetails");
  await go("project/select");
  await takeHere("project-manager/ProjectSelect");
  await go("project/create");
  await takeHere("project-create/ProjectCreate");
  await page.locator("input:visible").first().fill("blog");
  await click(".vue-ui-button", "Next");
  await takeHere("project-create/ProjectCreate");
  await click(".project-preset-item", "Manual");
  await click(".vue-ui-button", "Next");
  await takeHere("project-create/ProjectCreate");
  await go("about");
  await takeHere("app/About");
  await go("nowhere");
  await takeHere("app/NotFound");

  // Chosen when the search had been changed for those above, to see whether it holds for others.
  await go("configuration");
  await take(ui("configuration/ProjectConfigurations"), { main, isControl: true });
  await go("project/select");
  await click(".tab-button", "Create");
  await take(ui("project-manager/ProjectSelect"), { main, isControl: true });
}
