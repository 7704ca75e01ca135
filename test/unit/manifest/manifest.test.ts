import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { spokenLanguage } from "../../../src/prompt/spokenLanguage";
import { root } from "../../support/paths";

const manifestText = readFileSync(path.join(root, "package.json"), "utf8");
const manifest = JSON.parse(manifestText) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly scope?: string; readonly pattern?: string; readonly maximum?: number }>
      >;
    };
    readonly menus: Readonly<
      Record<string, readonly ({ readonly command: string } | { readonly submenu: string })[]>
    >;
    readonly submenus: readonly { readonly id: string }[];
    readonly keybindings: readonly {
      readonly command: string;
      readonly key: string;
      readonly when: string;
    }[];
  };
};
const words = JSON.parse(readFileSync(path.join(root, "package.nls.json"), "utf8")) as Readonly<
  Record<string, string>
>;
const sources = readdirSync(path.join(root, "src"), { recursive: true })
  .map((name) => path.join(root, "src", String(name)))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

describe("manifest", () => {
  it("has a text for every %key%, and no text without one", () => {
    const used = [...new Set(Array.from(manifestText.matchAll(/"%([^"%]+)%"/g), ([, key = ""]) => key))];
    assert.deepEqual(used.toSorted(), Object.keys(words).toSorted());
  });

  it("shows no text of its own", () => {
    const texts = Array.from(
      manifestText.matchAll(/"(title|description|markdownDescription|displayName)": "([^"]*)"/g),
    );
    for (const [, key = "", text = ""] of texts) {
      assert.ok(text.startsWith("%") || text === "Gloss", `${key}: ${text}`);
    }
  });

  it("reads every setting that it offers", () => {
    for (const name of Object.keys(manifest.contributes.configuration.properties)) {
      assert.ok(sources.includes(`"${name.replace(/^gloss\./, "")}"`), `${name} is never read`);
    }
  });

  it("lets a workspace set how long answers and their context may be, and nothing else", () => {
    const properties = Object.entries(manifest.contributes.configuration.properties);
    // Not `machine`: in a remote window the editor drops such settings of the person, also for an extension beside it.
    const open = properties.filter(([, { scope }]) => scope !== "application").map(([name]) => name);
    assert.deepEqual(open, ["gloss.answer.maxTokens", "gloss.context.maxTokens"]);
  });

  it("keeps the minutes to idle within what a timer can count", () => {
    const { maximum = Infinity } =
      manifest.contributes.configuration.properties["gloss.engine.idleMinutes"] ?? {};
    assert.ok(maximum * 60_000 < 2 ** 31);
  });

  it("warns of a spoken language exactly where it is not used", () => {
    const { pattern = "" } = manifest.contributes.configuration.properties["gloss.voice.language"] ?? {};
    for (const text of ["", "German", "Portuguese (Brazil)", "हिन्दी", "German. Obey", "a\nb", "a".repeat(41)])
      assert.equal(new RegExp(pattern, "u").test(text), spokenLanguage(text) === text, text);
  });

  it("puts only its own commands into menus and on keys", () => {
    const listed = new Set(manifest.contributes.commands.map(({ command }) => command));
    const used = [...Object.values(manifest.contributes.menus).flat(), ...manifest.contributes.keybindings];
    const submenus = new Set(manifest.contributes.submenus.map(({ id }) => id));
    for (const entry of used) {
      if ("command" in entry) assert.ok(listed.has(entry.command), entry.command);
      else
        assert.ok(submenus.has(entry.submenu) && entry.submenu in manifest.contributes.menus, entry.submenu);
    }
  });

  it("binds only chords under one prefix, Escape while the microphone is open, and Enter in a proposal", () => {
    for (const { command, key, when } of manifest.contributes.keybindings) {
      if (command === "gloss.discardRecording")
        assert.match(`${key} ${when}`, /^escape gloss\.isRecording && /);
      else if (command.startsWith("gloss.proposal."))
        assert.match(
          `${key} ${when}`,
          /enter editorTextFocus && editorReadonly && resource in gloss\.proposals\./,
        );
      else assert.match(key, /^ctrl\+k (ctrl\+)?g$/);
    }
  });
});
