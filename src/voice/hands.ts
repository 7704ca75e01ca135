/** What spoken commands can do with the editor; the intents know nothing else of it. */
export interface Hands {
  /** Runs a command of the editor or of an extension that may be missing. */
  readonly command: (id: string, ...args: readonly unknown[]) => Promise<void>;
  readonly goToLine: (line: number) => Promise<void>;
  readonly goToSymbol: (spokenName: string) => Promise<void>;
  readonly openFile: (spokenName: string) => Promise<void>;
  /** Renames the symbol under the cursor, after the person has seen the new name. */
  readonly rename: (spokenName: string) => Promise<void>;
  readonly runTask: (spokenName: string) => Promise<void>;
}
