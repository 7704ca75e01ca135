/** Who may import whom: docs/architecture.md says why. */
const layers = {
  protocol: [],
  prompt: ["protocol"],
  engine: ["protocol"],
  attachments: ["protocol"],
  portal: ["protocol", "attachments"],
  recorder: ["protocol"],
  edits: ["protocol", "prompt"],
  notes: ["protocol", "prompt"],
  codeSearch: ["protocol", "prompt"],
  voice: ["protocol", "prompt"],
  conversation: ["protocol", "prompt", "engine"],
  host: ["protocol", "engine", "conversation", "prompt", "attachments", "notes"],
  features: [
    ...["protocol", "prompt", "attachments", "edits", "notes", "codeSearch", "voice"],
    ...["engine", "conversation", "host"],
  ],
};

const layerRules = Object.entries(layers).map(([from, to]) => ({
  name: `${from}-imports-only-its-layers`,
  severity: "error",
  from: { path: `^src/${from}/` },
  to: { path: "^src/", pathNot: `^src/(${[from, ...to].join("|")})/` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...layerRules,
    {
      name: "no-cycle",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "feature-knows-no-feature",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/features/", pathNot: "^src/features/$1/" },
    },
    {
      name: "host-and-features-see-the-engine-as-an-interface",
      severity: "error",
      from: { path: "^src/(conversation|features)/" },
      to: { path: "^src/engine/", pathNot: "^src/engine/engine\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "vscode-only-in-host-and-features",
      severity: "error",
      from: { pathNot: "^(src/(host|features|extension)|test/(workbench|e2e|fixtures)/)" },
      to: { path: "^vscode$" },
    },
    {
      name: "no-node-in-pure-code",
      severity: "error",
      from: { path: "^(src/(protocol|prompt|edits|notes|codeSearch|voice)|webview)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "protocol-imports-nothing-but-zod",
      severity: "error",
      from: { path: "^src/protocol/" },
      to: { path: "node_modules", pathNot: "node_modules/zod" },
    },
    {
      name: "no-native-code-in-the-extension",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "node_modules/(node-llama-cpp|@node-llama-cpp)" },
    },
    {
      name: "webview-knows-the-protocol-only",
      severity: "error",
      from: { path: "^webview/" },
      to: { path: "^src/", pathNot: "^src/protocol/" },
    },
    {
      name: "one-door-to-the-ui-toolkit",
      severity: "error",
      from: { pathNot: "^webview/toolkit\\.ts$" },
      to: { path: "@vscode/webview-ui-toolkit" },
    },
    {
      name: "product-does-not-import-tests",
      severity: "error",
      from: { path: "^(src|webview)/" },
      to: { path: "^(test|scripts|bench)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|out|demo)/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: [".ts", ".mjs", ".js", ".json"] },
  },
};
