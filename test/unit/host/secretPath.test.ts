import assert from "node:assert/strict";
import { isSecretPath } from "../../../src/host/secretPath";

describe("files that look secret", () => {
  const secret = [
    ".env",
    "app/.env.local",
    "id_rsa",
    "keys/id_ed25519",
    "tls/server.pem",
    "server.key",
    "store.p12",
  ]
    .concat([
      ".npmrc",
      "home/.ssh/config",
      ".aws/credentials",
      "credentials.json",
      "secrets.yaml",
      "prod.tfvars",
    ])
    .concat(["service-account-prod.json", "Vault.KDBX"]);
  for (const path of secret) {
    it(`${path} is one`, () => assert.ok(isSecretPath(path)));
  }
  const plain = [
    ".env.example",
    "id_rsa.pub",
    "src/secrets.ts",
    "credentials.py",
    "environment.ts",
    "keyboard.json",
  ].concat(["docs/secret-sauce.md", "package.json", "monkey.txt", ".gitignore"]);
  for (const path of plain) {
    it(`${path} is none`, () => assert.ok(!isSecretPath(path)));
  }
});
