import eslint from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const noConsole = { "no-console": "error" };

export default defineConfig(
  globalIgnores(["node_modules/", "dist/", "out/", "engine/*/", "demo/", "nano/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.mjs"],
    extends: [eslint.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        ["process", "console", "fetch", "URL", "Buffer", "setTimeout", "clearTimeout", "performance"]
          .concat([
            "AbortSignal",
            "AbortController",
            "setInterval",
            "clearInterval",
            "globalThis",
            "structuredClone",
          ])
          .map((name) => [name, "readonly"]),
      ),
    },
  },
  {
    files: ["test/e2e/*.mjs"],
    languageOptions: {
      globals: Object.fromEntries(
        ["describe", "it", "before", "after", "afterEach"].map((name) => [name, "readonly"]),
      ),
    },
  },
  {
    // Runs inside a browser page that Playwright drives.
    files: ["test/support/workbench/*.mjs"],
    languageOptions: {
      globals: Object.fromEntries(
        ["document", "window", "navigator", "ClipboardItem", "Blob", "atob"].map((name) => [
          name,
          "readonly",
        ]),
      ),
    },
  },
  {
    files: ["**/*.ts"],
    extends: [
      eslint.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: {
      parserOptions: {
        project: ["tsconfig/*.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 4],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      // `process.env["X"]` is how TypeScript's noPropertyAccessFromIndexSignature wants it.
      "@typescript-eslint/dot-notation": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Export by name." },
        { selector: "TSNonNullAssertionExpression", message: "Prove it instead." },
        {
          selector: "ObjectExpression > SpreadElement > ObjectExpression",
          message: "Write the properties themselves.",
        },
      ],
    },
  },
  { files: ["src/**/*.ts", "webview/**/*.ts"], rules: noConsole },
  {
    files: ["test/**/*.ts"],
    rules: {
      "max-lines": "off",
      // mocha's own style: describe() and it() return nothing worth waiting for.
      "@typescript-eslint/no-floating-promises": "off",
    },
  },
);
