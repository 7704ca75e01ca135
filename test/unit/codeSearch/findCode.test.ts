import assert from "node:assert/strict";
import { findCode, type CodeFiles, type CodeSearchResult } from "../../../src/codeSearch/findCode";

/** A workspace in memory: contents by path. */
function filesOf(contents: Readonly<Record<string, string>>): CodeFiles {
  return {
    list: () => Promise.resolve(Object.keys(contents)),
    read: (path) => Promise.resolve(contents[path]),
  };
}

async function search(
  texts: readonly string[],
  contents: Readonly<Record<string, string>>,
): Promise<CodeSearchResult> {
  return findCode(texts, filesOf(contents), { signal: new AbortController().signal });
}

/** What was found, as "path:line" for each text that it has. */
async function places(
  texts: readonly string[],
  contents: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const { files } = await search(texts, contents);
  return files.flatMap(({ path, matches }) => matches.map(({ line }) => `${path}:${String(line)}`));
}

describe("code search: one text", () => {
  const cases: readonly (readonly [name: string, text: string, source: string, line: number])[] = [
    ["a string", "Forgot password?", 'const a = 1;\nconst b = "Forgot password?";', 2],
    ["another case", "FORGOT PASSWORD?", "<a>\n  Forgot password?\n</a>", 2],
    ["JSX text over two lines", "Please sign in to go on", "<p>\n  Please sign in\n  to go on\n</p>", 2],
    ["an entity", "Terms & conditions", "<p>Terms &amp; conditions</p>", 1],
    ["a numeric entity", "Müller's account", "<p>M&#252;ller&#39;s account</p>", 1],
    ["an escape", "Don't show again", "const a = 'Don\\'t show again';", 1],
    ["a Unicode escape", "Über uns", 'const a = "\\u00dcber uns";', 1],
    ["a template literal", "Hello, Anna Berg", "const a = `Hello, ${user.name}`;", 1],
    ["a template with two braces", "3 items selected", "<b>{{ count }} items selected</b>", 1],
    ["a format string", "Deleted 12 files", 'print("Deleted %d files" % n)', 1],
    ["a numbered placeholder", "Page 2 of 9", 'format("Page {0} of {1}")', 1],
    ["two strings put together", "Nothing to see here", 'a = "Nothing to " +\n  "see here";', 1],
    ["a value put between", "Signed in as Anna", 'a = "Signed in as " + name + "";', 1],
    ["a tag inside the sentence", "Read the manual first", "<p>Read <b>the</b> manual first</p>", 1],
    ["an attribute", "Search orders", '<input placeholder="Search orders" />', 1],
    ["a star that marks a field", "Postal code *", "<label>Postal code</label>", 1],
    ["a Svelte block", "System update", "{#if !done}\n  System update\n{:else}\n  Ready\n{/if}", 2],
    ["a text in another script", "ログイン", "<button>ログイン</button>", 1],
    ["a line of a Pug template", "Create account", "form\n  button.big Create account", 2],
  ];
  for (const [name, text, source, line] of cases) {
    it(`finds ${name}`, async () => {
      const file = name.includes("Pug") ? "src/a.pug" : "src/a.tsx";
      assert.deepEqual(await places([text], { [file]: source }), [`${file}:${String(line)}`]);
    });
  }

  it("takes nothing from code, comments and names alone", async () => {
    const source = '// Save changes\nimport { save } from "./save";\nfunction changes(save: Save) {}\n';
    assert.deepEqual(await places(["Save changes"], { "src/a.ts": source }), []);
  });

  it("does not take a path with a star for a comment", async () => {
    const source = '<input accept="image/*" />\n<p>Choose a picture</p>\n{/* end */}';
    assert.deepEqual(await places(["Choose a picture"], { "src/a.tsx": source }), ["src/a.tsx:2"]);
  });

  it("names the texts that are nowhere, and leaves numbers and signs out", async () => {
    const { missing, files } = await search(["Nowhere", "12", "€", "—"], { "src/a.ts": '"here"' });
    assert.deepEqual(missing, [0]);
    assert.deepEqual(files, []);
  });
});

describe("code search: texts in localisation files", () => {
  const catalogues: readonly (readonly [path: string, text: string])[] = [
    ["locales/en.json", '{\n  "login": { "title": "Welcome back" }\n}'],
    ["src/lang/en.ts", 'export default {\n  login: { title: "Welcome back" },\n};'],
    ["config/locales/en.yml", 'en:\n  login:\n    title: "Welcome back"\n'],
    ["messages.properties", "login.title=Welcome back\n"],
  ];
  for (const [path, text] of catalogues) {
    it(`leads from the text through its key to the component: ${path}`, async () => {
      const { files } = await search(["Welcome back"], {
        [path]: text,
        "src/Login.tsx": 'const a = 1;\nreturn <h1>{t("login.title")}</h1>;',
        "src/Other.tsx": 'return <h1>{t("logout.title")}</h1>;',
      });
      const match = files[0]?.matches[0];
      assert.equal(match?.line, 2);
      assert.match(match.key ?? "", /login\.title$/);
      assert.deepEqual(
        files.map((file) => file.path),
        ["src/Login.tsx", path],
      );
    });
  }

  it("knows a key whose beginning is said elsewhere in the file", async () => {
    const [found] = await places(["Welcome back"], {
      "locales/en.json": '{"login": {"title": "Welcome back"}}',
      "src/Login.vue": 'const { t } = useI18n("login");\nconst a = t("title");',
      "src/Other.vue": 'const a = t("title");',
    });
    assert.equal(found, "src/Login.vue:2");
  });

  it("knows a key that is put together", async () => {
    const [found] = await places(["Payment failed"], {
      "locales/en.json": '{"payment": {"state": {"failed": "Payment failed"}}}',
      "src/State.tsx": "const a = t(`payment.state.${state}`);",
    });
    assert.equal(found, "src/State.tsx:1");
  });

  it("knows a key of which the program puts in a part of the last name", async () => {
    const [found] = await places(["Use the button to add more"], {
      "locales/en.json": '{"welcome": {"title": "Hello", "tip1": "Use the button to add more"}}',
      "src/Welcome.vue": "<p>{{ $t(`welcome.tip${n}`) }}</p>",
      "src/Other.vue": "<p>{{ $t(`welcome.hint${n}`) }}</p>",
    });
    assert.equal(found, "src/Welcome.vue:1");
  });

  it("believes little of a key that may be any of many", async () => {
    const names = ["Date", "Total", "Customer", "Payment", "Status", "Region", "Channel", "Country", "Phone"];
    const uses = (shown: readonly string[]): string =>
      shown.map((name) => `<th>{{ $t("fields.${name.toLowerCase()}") }}</th>`).join("");
    const { files } = await search(names, {
      "locales/en.json": JSON.stringify({
        fields: Object.fromEntries(names.map((name) => [name.toLowerCase(), name])),
      }),
      "src/Any.vue": "<p>{{ $t(`fields.${name}`) }}</p>",
      "src/Orders.vue": uses(names.slice(0, 3)),
      "src/Address.vue": uses(names.slice(3)),
    });
    assert.deepEqual(
      files.slice(0, 3).map(({ path }) => path),
      ["src/Address.vue", "src/Orders.vue", "src/Any.vue"],
    );
  });

  it("finds a text that has words in quotes", async () => {
    const text = "Here are 'Plugins', 'Dependencies', 'Configuration' and 'Tasks'";
    const [found] = await places([text], {
      "locales/en.json": JSON.stringify({ tip: { pages: text } }),
      "src/Tip.vue": '<p>{{ $t("tip.pages") }}</p>',
    });
    assert.equal(found, "src/Tip.vue:1");
  });

  it("knows a sentence that is the key itself", async () => {
    const [found] = await places(["Anmelden bitte"], {
      "po/de.po": 'msgid "Please log in"\nmsgstr "Anmelden bitte"\n',
      "src/login.py": 'print(_("Please log in"))',
    });
    assert.equal(found, "src/login.py:1");
  });

  it("knows Android's resources and an Angular pipe", async () => {
    const contents = {
      "app/res/values/strings.xml":
        '<resources>\n<string name="sign_in_title">Good morning</string>\n</resources>',
      "app/res/layout/login.xml": '<TextView\n  android:text="@string/sign_in_title" />',
      "web/i18n/en.json": '{"HOME": {"GREETING": "Good evening"}}',
      "web/home.component.html": "<h1>{{ 'HOME.GREETING' | translate }}</h1>",
    };
    assert.equal((await places(["Good morning"], contents))[0], "app/res/layout/login.xml:2");
    assert.equal((await places(["Good evening"], contents))[0], "web/home.component.html:1");
  });

  it("finds the language of the screen among many", async () => {
    const texts = {
      de: "Willkommen zurück, bitte anmelden",
      en: "Welcome back, log in now",
      fr: "Bon retour parmi nous",
    };
    const contents = Object.fromEntries(
      Object.entries(texts).map(([code, text]) => [
        `locales/${code}.json`,
        JSON.stringify({ login: { hello: text } }),
      ]),
    );
    for (const text of Object.values(texts)) {
      const [found] = await places([text], { ...contents, "src/Login.vue": '{{ $t("login.hello") }}' });
      assert.equal(found, "src/Login.vue:1", text);
    }
  });

  it("points at the localisation file when nothing uses the key", async () => {
    assert.deepEqual(await places(["Lonely text"], { "locales/en.json": '{\n"a": "Lonely text"}' }), [
      "locales/en.json:2",
    ]);
  });
});

describe("code search: ranking", () => {
  const login =
    "<h1>Log in to Acorn</h1>\n<label>Name</label>\n<label>Password</label>\n<button>Next</button>";

  it("puts the file with most of the rare texts first", async () => {
    const { files } = await search(["Log in to Acorn", "Name", "Password", "Next"], {
      "src/Profile.vue": "<label>Name</label><label>Password</label><button>Next</button>",
      "src/Login.vue": login,
      "src/Wizard.vue": "<button>Next</button>",
    });
    assert.deepEqual(
      files.map(({ path }) => path),
      ["src/Login.vue", "src/Profile.vue", "src/Wizard.vue"],
    );
  });

  it("takes paths and names for what they are, though their words are those of labels", async () => {
    const names = ["Orders", "Products", "Customers"];
    const { files } = await search(names, {
      "src/api/index.ts": names.map((name) => `export * from "./${name.toLowerCase()}";`).join("\n"),
      "src/routes.ts": names.map((name) => `{ path: "/${name.toLowerCase()}" },`).join("\n"),
      "src/Menu.tsx": "<nav><a>Orders</a><a>Products</a></nav>",
    });
    assert.equal(files[0]?.path, "src/Menu.tsx");
  });

  it("puts a test or a story of a component behind the component", async () => {
    const { files } = await search(["Log in to Acorn", "Name"], {
      "src/Login.stories.vue": login,
      "src/Login.test.ts": login,
      "src/Login.vue": login,
    });
    assert.equal(files[0]?.path, "src/Login.vue");
  });

  it("puts a page before a component that it uses, whose texts stand on the same screen", async () => {
    const { files } = await search(["Project plugins", "Add plugin", "Official", "Installed", "More info"], {
      "src/PluginItem.vue": "<td>Official</td><td>Installed</td><a>More info</a>",
      "src/Plugins.vue": "<h1>Project plugins</h1><button>Add plugin</button><PluginItem v-for />",
    });
    assert.deepEqual(
      files.map(({ path }) => path),
      ["src/Plugins.vue", "src/PluginItem.vue"],
    );
  });

  it("puts a file that only uses components behind them", async () => {
    const { files } = await search(["Log in to Acorn", "Name", "Password"], {
      "src/App.tsx": "return <Page title={name}><LoginForm /></Page>;",
      "src/LoginForm.tsx": login,
      "src/Routes.tsx": 'const routes = [{ name: "Name", element: <LoginForm /> }];',
    });
    assert.deepEqual(
      files.map(({ path }) => path),
      ["src/LoginForm.tsx", "src/Routes.tsx"],
    );
  });

  it("puts a script that names texts behind the markup that draws them", async () => {
    const names = ["Orders", "Products", "Customers"];
    const { files } = await search(names, {
      "src/allEntities.ts": names.map((name) => `{ label: "${name}" },`).join("\n"),
      "src/menu.tsx": "<nav><a>Orders</a><a>Products</a><a>Customers</a></nav>",
    });
    assert.deepEqual(
      files.map(({ path }) => path),
      ["src/menu.tsx", "src/allEntities.ts"],
    );
  });

  it("gives each text the line where it stands", async () => {
    const { files } = await search(["Next", "Log in to Acorn"], { "src/Login.vue": login });
    assert.deepEqual(
      files[0]?.matches.map(({ textIndex, line }) => [textIndex, line]),
      [
        [1, 1],
        [0, 4],
      ],
    );
  });
});

describe("code search: what is searched", () => {
  it("leaves out packages, minified and binary files, and those that are too large", async () => {
    const text = '"Log in to Acorn"';
    const found = await places(["Log in to Acorn"], {
      "node_modules/acorn/index.js": text,
      "public/app.min.js": text,
      "src/image.png": text,
      "src/zero.ts": `${text}\0`,
      "src/large.ts": text + " ".repeat(2_100_000),
      "src/types.d.ts": text,
      "src/a.ts": text,
    });
    assert.deepEqual(found, ["src/a.ts:1"]);
  });

  it("passes over a file that cannot be read", async () => {
    const files: CodeFiles = {
      list: () => Promise.resolve(["a.ts", "b.ts"]),
      read: (path) => Promise.resolve(path === "a.ts" ? undefined : '"Log in"'),
    };
    const { files: found } = await findCode(["Log in"], files, { signal: new AbortController().signal });
    assert.deepEqual(
      found.map(({ path }) => path),
      ["b.ts"],
    );
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(findCode(["Log in"], filesOf({ "a.ts": '"Log in"' }), { signal: stop.signal }), {
      name: "AbortError",
    });
  });
});
