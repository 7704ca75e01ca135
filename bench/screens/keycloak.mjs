// Keycloak's log-in and account pages, in Angular and in Svelte, with the data that keycloakify ships to show them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { installed, serve } from "./bundle.mjs";

const keycloakify = "11.16.0";

/** Draws http://screen/login/<page> or http://screen/account/<page>; `show` uses what `imports` brings. */
const programOf = (part, imports, show) => `
  import { createGetKcContextMock } from "keycloakify/${part}/KcContext";
  ${imports}
  const { getKcContextMock } = createGetKcContextMock({
    kcContextExtension: { themeName: "keycloak", properties: {} }, kcContextExtensionPerPage: {},
    overrides: {}, overridesPerPage: {},
  });
  const kcContext = getKcContextMock({ pageId: location.pathname.split("/")[2] + ".ftl" });
  ${show}`;

const angularProgram = (part) =>
  programOf(
    part,
    `import "@angular/compiler";
     import { createComponent, provideZonelessChangeDetection } from "@angular/core";
     import { getDefaultPageComponent, i18nBuilder } from "@keycloakify/angular/${part}";
     import { provideKeycloakifyAngular } from "@keycloakify/angular/${part}/providers/keycloakify-angular";
     import { TemplateComponent } from "@keycloakify/angular/${part}/template";
     import { createApplication } from "@angular/platform-browser";`,
    `const { getI18n } = i18nBuilder.withThemeName().build();
     const app = await createApplication({
       providers: [provideZonelessChangeDetection(), provideKeycloakifyAngular({ kcContext, getI18n })],
     });
     const drawn = createComponent(TemplateComponent, {
       environmentInjector: app.injector,
       hostElement: document.querySelector("kc-root"),
     });
     drawn.setInput("page", await getDefaultPageComponent(kcContext.pageId));
     app.attachView(drawn.hostView);`,
  );

const svelteProgram = (part) =>
  programOf(
    part,
    `import { mount } from "svelte";
     import Root from "root-${part}.svelte";`,
    `mount(Root, { target: document.getElementById("app"), props: { kcContext } });`,
  );

const svelteRoot = (part) => `
  <script>
    import Page from "@keycloakify/svelte/${part}/DefaultPage.svelte";
    import Template from "@keycloakify/svelte/${part}/Template.svelte";
    import { i18nBuilder } from "@keycloakify/svelte/${part}/i18n/i18nBuilder";
    const { kcContext } = $props();
    const { i18n } = i18nBuilder.withThemeName().build().useI18n({ kcContext });
  </script>
  <Page {kcContext} {i18n} {Template} classes={{}} doUseDefaultCss={true} />`;

/** Compiles Svelte's components with the compiler of the folder. */
const svelteCompiler = (folder) => ({
  name: "svelte",
  setup({ onLoad, onResolve }) {
    const { compile } = createRequire(path.join(folder, "package.json"))("svelte/compiler");
    const compiled = (source, filename) => ({
      contents: compile(source, { filename, css: "injected" }).js.code,
      resolveDir: path.dirname(filename),
    });
    onResolve({ filter: /^root-\w+\.svelte$/ }, ({ path: name }) => ({
      path: path.join(folder, name),
      namespace: "root",
    }));
    onLoad({ filter: /./, namespace: "root" }, ({ path: filename }) =>
      compiled(svelteRoot(/login|account/.exec(path.basename(filename))?.[0]), filename),
    );
    onLoad({ filter: /\.svelte$/ }, ({ path: filename }) =>
      compiled(readFileSync(filename, "utf8"), filename),
    );
  },
});

/** `controls` were chosen when the search had been changed for `pages`, to see whether it holds for others. */
async function draw({ page, take }, { folder, program, fileOf, pages, controls, options }) {
  const assets = path.join(folder, "node_modules", "keycloakify", "res", "public");
  for (const part of ["login", "account"]) {
    await page.unrouteAll();
    await serve(page, { folder, contents: program(part), assets, ...options });
    for (const name of [...pages[part], ...(controls[part] ?? [])]) {
      await page.goto(`http://screen/${part}/${name}`);
      const isControl = !pages[part].includes(name);
      await take(fileOf(part, name), { main: part === "login" ? "body" : ".content-area", isControl });
    }
  }
}

export async function renderAngular(target) {
  const folder = installed("keycloakAngular", {
    "@keycloakify/angular": "22.1.0",
    keycloakify,
    "@angular/core": "22.2.6",
    "@angular/common": "22.2.6",
    "@angular/compiler": "22.2.6",
    "@angular/forms": "22.2.6",
    "@angular/platform-browser": "22.2.6",
    rxjs: "7.8.2",
  });
  await draw(target, {
    folder,
    program: angularProgram,
    fileOf: (part, name) => `@keycloakify/angular/src/${part}/pages/${name}/${name}.component.html`,
    pages: {
      login: [
        "login",
        "login-config-totp",
        "login-recovery-authn-code-config",
        "delete-account-confirm",
        "login-oauth-grant",
      ],
      account: ["sessions", "applications", "password"],
    },
    controls: { login: ["login-idp-link-confirm", "login-otp", "logout-confirm"] },
  });
}

export async function renderSvelte(target) {
  const folder = installed("keycloakSvelte", {
    "@keycloakify/svelte": "1.1.0",
    keycloakify,
    svelte: "5.57.3",
  });
  const inPascalCase = (name) => name.replace(/(?:^|-)(\w)/g, (_, first) => first.toUpperCase());
  await draw(target, {
    folder,
    program: svelteProgram,
    fileOf: (part, name) => `@keycloakify/svelte/src/${part}/pages/${inPascalCase(name)}.svelte`,
    pages: {
      login: [
        "login-reset-password",
        "login-update-password",
        "login-page-expired",
        "login-x509-info",
        "login-idp-link-email",
      ],
      account: ["totp", "federatedIdentity"],
    },
    controls: { login: ["login-recovery-authn-code-input", "delete-credential", "webauthn-register"] },
    options: { conditions: ["svelte", "browser"], plugins: [svelteCompiler(folder)] },
  });
}
