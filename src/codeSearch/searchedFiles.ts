/** What a file is to the search, by its path alone. */
export type FileRole =
  /** Draws screens, perhaps. */
  | "source"
  /** Holds texts under keys; what draws them is elsewhere. */
  | "catalogue"
  /** JSON and YAML may be either. */
  | "data";

/** Larger files are generated, or data. */
export const maxFileBytes = 2_000_000;

const sourceEndings =
  "js jsx ts tsx mjs cjs mts cts vue svelte astro marko riot html htm xhtml hbs handlebars mustache njk liquid twig ejs pug jade haml slim erb tpl phtml cshtml razor vbhtml jsp jspx aspx ascx ftlh gohtml tmpl templ heex eex leex py rb php java kt kts scala groovy clj cljs go rs swift dart cs fs vb xaml axaml xml fxml storyboard xib ui qml elm purs re res ml mdx md coffee lua ex exs cpp cc cxx hpp h c m mm r jl nim zig slint razor j2 jinja jinja2".split(
    " ",
  );
const catalogueEndings = "po pot properties strings stringsdict arb resx resw xlf xliff ftl lproj lang".split(
  " ",
);
const dataEndings = "json json5 jsonc yaml yml toml".split(" ");

/** Endings of all files that are searched, without the dot. */
export const searchedEndings: readonly string[] = [...sourceEndings, ...catalogueEndings, ...dataEndings];

/** Folders that hold nothing a person wrote, wherever they are. */
export const skippedFolders: readonly string[] = [
  "node_modules",
  "bower_components",
  ".git",
  ".hg",
  ".svn",
  ".next",
  ".nuxt",
  ".svelte-kit",
  ".angular",
  ".cache",
  ".venv",
  "__pycache__",
  "coverage",
];

const catalogueFolder =
  /(?:^|\/)(?:locales?|langs?|languages?|i18n|l10n|translations?|values(?:-[\w-]+)?|[\w-]+\.lproj)\//i;
const catalogueName =
  /(?:^|\/)(?:[a-z]{2,3}(?:[-_](?:[a-z]{2}|[a-z]{4}|\d{3}))?|(?:messages|translations?|strings|locale|i18n|lang)(?:[._-]?[a-z]{2,3}(?:[-_][a-z]{2})?)?|[\w.-]+[._-][a-z]{2}(?:[-_][a-z]{2})?|package\.nls(?:\.[\w-]+)?)\.\w+$/i;

/** The role of a file; undefined if it is not searched. Paths have "/" between folders. */
export function roleOf(path: string): FileRole | undefined {
  const lower = path.toLowerCase();
  if (isSkipped(lower)) return undefined;
  const ending = lower.slice(lower.lastIndexOf(".") + 1);
  if (catalogueEndings.includes(ending)) return "catalogue";
  const isCatalogue = catalogueFolder.test(path) || catalogueName.test(path);
  if (dataEndings.includes(ending)) return isCatalogue ? "catalogue" : "data";
  if (!sourceEndings.includes(ending)) return undefined;
  const mayHoldTexts = /^(?:[cm]?[jt]s|xml|php|py|rb|dart)$/.test(ending);
  return mayHoldTexts && isCatalogue ? "catalogue" : "source";
}

/** How likely a file of this path draws the screen of a running program, from 0 to 1. */
export function likelihood(path: string): number {
  if (/(?:^|\/)(?:dist|build|out|vendor|third_party|generated|__snapshots__)\//i.test(path)) return 0.3;
  if (/[.-](?:test|spec|stories|story|cy|e2e|bench|mock)s?\.\w+$/i.test(path)) return 0.4;
  if (/(?:^|\/)(?:__tests__|__mocks__|tests?|specs?|e2e|cypress|mocks?|fixtures?|stories)\//i.test(path))
    return 0.4;
  if (/\.mdx?$/i.test(path) || /(?:^|\/)(?:docs?|examples?)\//i.test(path)) return 0.5;
  return 1;
}

function isSkipped(lowerCasePath: string): boolean {
  if (
    /\.d\.[cm]?ts$|\.min\.\w+$|(?:^|\/)(?:package-lock|npm-shrinkwrap|composer\.lock)\b/.test(lowerCasePath)
  ) {
    return true;
  }
  return lowerCasePath.split("/").some((folder) => skippedFolders.includes(folder));
}
