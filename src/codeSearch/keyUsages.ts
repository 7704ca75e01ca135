import type { Fit } from "./textMatcher";

/** A key of a localisation file whose text is wanted, with what its text fits. */
export interface WantedKey {
  readonly key: readonly string[];
  readonly fits: readonly Fit[];
}

/** A place in the source that uses such a key. */
export interface KeyUsage {
  readonly key: string;
  readonly line: number;
  readonly fits: readonly Fit[];
}

// Names with dots between, up to where a template puts something in.
const names = /(?:\w|\$(?!\{))(?:[\w-]|\$(?!\{))*(?:[.:/](?:[\w-]|\$(?!\{))+)*\.?/g;

/** Finds the places that use keys of localisation files. Made once for a search. */
export class KeyFinder {
  readonly #byLast = new Map<string, WantedKey[]>();
  readonly #byPrefix = new Map<string, WantedKey[]>();

  constructor(keys: readonly WantedKey[]) {
    for (const wanted of keys) {
      const { key } = wanted;
      const last = key.at(-1);
      if (last === undefined) continue;
      push(this.#byLast, last, wanted);
      if (key.length > 1) push(this.#byPrefix, key.slice(0, -1).join("."), wanted);
    }
  }

  /** The places in a source; `t("login.title")`, `i18nKey="title"`, `R.string.title`, and keys put together of parts. */
  *usagesIn(source: string): Generator<KeyUsage, void, undefined> {
    if (this.#byLast.size === 0) return;
    let line = 1;
    let counted = 0;
    for (const { 0: token, index } of source.matchAll(names)) {
      const found = this.#strengths(token, source, index);
      if (found.length === 0) continue;
      for (let at = source.indexOf("\n", counted); at >= 0 && at < index; at = source.indexOf("\n", at + 1)) {
        line += 1;
        counted = at + 1;
      }
      for (const { wanted, strength } of found) {
        const fits = wanted.fits.map((fit) => ({ ...fit, quality: fit.quality * strength }));
        yield { key: wanted.key.join("."), line, fits };
      }
    }
  }

  #strengths(token: string, source: string, index: number) {
    const putTogether = isPutTogether(source, index + token.length) ? this.#putTogether(token) : [];
    if (putTogether.length > 0) return putTogether;
    const last = token.slice(
      Math.max(token.lastIndexOf("."), token.lastIndexOf(":"), token.lastIndexOf("/")) + 1,
    );
    const candidates = this.#byLast.get(last);
    if (!candidates) return [];
    const parts = token.split(/[.:/]/);
    const isQuoted = /["'`@%[]/.test(source.charAt(index - 1));
    return candidates.flatMap((wanted) => {
      const strength = strengthOf(parts, wanted.key, { isQuoted, source });
      return strength === 0 ? [] : [{ wanted, strength }];
    });
  }

  /** Keys of which the program puts in the end: `state.${name}`, `tip${n}`. */
  #putTogether(token: string) {
    const dot = token.lastIndexOf(".");
    const beginning = token.slice(dot + 1);
    const wanted = (this.#byPrefix.get(token.slice(0, Math.max(dot, 0))) ?? []).filter(({ key }) =>
      key.at(-1)?.startsWith(beginning),
    );
    // The more keys it may be, the less it says of each: "fields." begins those of half a program.
    const strength = prefixStrength * Math.min(1, maxSureKeys / wanted.length);
    return wanted.map((key) => ({ wanted: key, strength }));
  }
}

// Sticky: nothing is cut out of the source for each of its names.
const goesOn = /\$\{|["'`]\s*\+/y;

/** True if a template, or a plus, goes on with what ends here. */
function isPutTogether(source: string, at: number): boolean {
  if (!"$\"'`".includes(source.charAt(at))) return false; // nearly always, and much sooner than by the pattern
  goesOn.lastIndex = at;
  return goesOn.test(source);
}

/** A key of which the last part is put in by the program may be this one. */
const prefixStrength = 0.5;

/** So many keys of one beginning may well stand on one screen. */
const maxSureKeys = 3;

/** How sure it is that a name in the source means a key, from 0 to 1. */
function strengthOf(
  parts: readonly string[],
  key: readonly string[],
  { isQuoted, source }: { readonly isQuoted: boolean; readonly source: string },
): number {
  let same = 0;
  while (same < parts.length && same < key.length && parts.at(-1 - same) === key.at(-1 - same)) same += 1;
  if (same === key.length) {
    if (same > 1) return 1;
    const isTable =
      parts.length > 1 &&
      /^(?:string|strings|l10n|i18n|messages?|t|tr|lang|locale|intl|texts?|labels?)$/i.test(
        parts.at(-2) ?? "",
      );
    if (!isQuoted && !isTable) return 0;
    return /[A-Z_-]|.{10}/.test(key[0]?.slice(1) ?? "") ? 1 : 0.6;
  }
  // The beginning of the key is said elsewhere: a name space, a scope.
  if (same === parts.length && same > 1) return 0.9;
  if (same > 1) return 0.6;
  if (parts.length > 1 || !isQuoted) return 0;
  const parent = key.at(-2) ?? "";
  return new RegExp(`["'\`.:/]${parent.replace(/[^\w-]/g, "")}["'\`]`).test(source) ? 0.7 : 0;
}

function push(map: Map<string, WantedKey[]>, name: string, wanted: WantedKey): void {
  const list = map.get(name);
  if (list) list.push(wanted);
  else map.set(name, [wanted]);
}
