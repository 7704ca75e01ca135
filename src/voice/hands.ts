/** What spoken commands can do with the editor; the intents know nothing else of it. */
export interface Hands {
  /** Runs a command of the editor or of an extension that may be missing. */
  readonly command: (id: string, ...args: readonly unknown[]) => Promise<void>;
  readonly goToLine: (line: number) => Promise<void>;
  readonly goToSymbol: (spokenName: string) => Promise<void>;
  readonly openFile: (spokenName: string) => Promise<void>;
  /** Asks about the code in front, or in the panel where there is none. */
  readonly ask: (question: string) => Promise<void>;
  /** Throws where the symbol that was under the cursor when the command was begun cannot be renamed. */
  readonly checkRename: () => Promise<void>;
  /** Renames that symbol. */
  readonly rename: (spokenName: string) => Promise<void>;
  /** Throws where no task may be run. */
  readonly checkTasks: () => Promise<void>;
  readonly runTask: (spokenName: string) => Promise<void>;
}
