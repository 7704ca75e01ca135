const secretNames = new RegExp(
  [
    /^\.env(?:\..*)?$/,
    /^\.?(?:npmrc|pypirc|netrc|pgpass|htpasswd|git-credentials|dockercfg)$/,
    /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_.*)?$/,
    /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg|ovpn|tfstate|tfvars)$/,
    /^(?:secrets?|credentials?)(?:\..*)?$/,
    /^service[-_]?account.*\.json$/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "i",
);
const secretFolders = /(?:^|\/)(?:\.ssh|\.aws|\.gnupg|\.kube|\.docker)\//i;
const harmless = /(?:\.(?:pub|example|sample|template|dist)|\.env\.(?:example|sample|template|dist))$/i;
const code = /\.(?:ts|tsx|js|jsx|mjs|cjs|py|go|rs|java|kt|rb|php|c|h|cc|cpp|cs|swift|md)$/i;

/** Whether a path looks like that of a file with keys or passwords; such files are never added by themselves. */
export function isSecretPath(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (harmless.test(name) || code.test(name)) return false;
  return secretNames.test(name) || secretFolders.test(path);
}
