import { hostname } from "node:os";
import type * as vscode from "vscode";

// Global state follows the person's profile to machines that are reached over SSH: the machine's name is in the key.
const key = `gloss.runsUnconfined.${hostname()}`;

/** A person's consent to run models on this machine with what confinement can be had, if need be none. */
export class UnconfinedConsent {
  readonly #memory: Pick<vscode.Memento, "get" | "update">;

  constructor(memory: Pick<vscode.Memento, "get" | "update">) {
    this.#memory = memory;
  }

  /** When it was given, as an ISO date; `undefined` if it was not. */
  get givenAt(): string | undefined {
    const value: unknown = this.#memory.get(key);
    return typeof value === "string" ? value : undefined;
  }

  async give(): Promise<void> {
    await this.#memory.update(key, new Date().toISOString());
  }

  async revoke(): Promise<void> {
    await this.#memory.update(key, undefined);
  }
}
