import { randomUUID } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Conversation } from "../protocol/conversation";
import type { Conversations } from "./conversations";
import { fromStored, toStored } from "./storeConversation";
import type { StoredConversation } from "./storedConversation";

/** How long after an answer it is written; a person may rename or go on at once. */
const saveAfterMs = 250;

export interface HistoryEntry {
  readonly id: string;
  readonly title: string;
  readonly changedAt: number;
}

export interface HistoryOptions {
  readonly folder: string;
  readonly conversations: Conversations;
  /** Whether conversations are kept on disk; asked before each write. */
  readonly isKept: () => boolean;
  readonly onBug: (error: unknown) => void;
}

/**
 * Conversations on disk, shared by all windows: one JSON file each, pictures beside them by their hash. Files are replaced
 * as a whole. Where two windows went on with one conversation, both ways are kept.
 */
export class History {
  readonly #options: HistoryOptions;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** The state of each conversation in which this window last read or wrote it. */
  readonly #onDisk = new Map<string, Conversation>();
  readonly #stopWatching: readonly (() => void)[];
  #work: Promise<void> = Promise.resolve();

  constructor(options: HistoryOptions) {
    this.#options = options;
    const { conversations } = options;
    this.#stopWatching = [
      conversations.onDidChange((conversation) => {
        if (isSettled(conversation)) this.#saveSoon(conversation.id);
      }),
      conversations.onDidRemove((id) => {
        clearTimeout(this.#timers.get(id));
        this.#timers.delete(id);
        this.#enqueue(() => this.#delete(id));
      }),
    ];
  }

  /** All conversations with a question, of this window and on disk, newest first; `search` looks into their texts. */
  async list(search: string): Promise<HistoryEntry[]> {
    await this.#work;
    const open = this.#options.conversations.list().filter(({ turns }) => turns.length > 0);
    const openIds = new Set(open.map(({ id }) => id));
    const onDisk = (await this.#readAll()).filter(({ id }) => !openIds.has(id));
    const wanted = search.trim().toLocaleLowerCase();
    return [...open, ...onDisk]
      .filter((conversation) => wanted === "" || textsOf(conversation).includes(wanted))
      .map(({ id, title, changedAt }) => ({ id, title, changedAt }))
      .sort((a, b) => b.changedAt - a.changedAt);
  }

  /** Makes sure that a conversation is in this window, as new as it is on disk; false if it is nowhere. */
  async load(id: string): Promise<boolean> {
    const { conversations } = this.#options;
    await this.flush();
    const here = conversations.get(id);
    const stored = await this.#read(this.#fileOf(id));
    if (here && (!stored || stored.changedAt <= here.changedAt || conversations.isAnsweringIn(id)))
      return true;
    if (!stored) return false;
    const loaded = await fromStored(stored, (sha256) => readIfThere(this.#pictureFile(sha256)));
    this.#onDisk.set(id, loaded);
    conversations.restore(loaded);
    return true;
  }

  /** Writes what is waiting; for the end of the window. */
  async flush(): Promise<void> {
    for (const [id, timer] of this.#timers) {
      clearTimeout(timer);
      this.#enqueue(() => this.#save(id));
    }
    this.#timers.clear();
    await this.#work;
  }

  dispose(): void {
    for (const stop of this.#stopWatching) stop();
  }

  #saveSoon(id: string): void {
    clearTimeout(this.#timers.get(id));
    const timer = setTimeout(() => {
      this.#timers.delete(id);
      this.#enqueue(() => this.#save(id));
    }, saveAfterMs);
    this.#timers.set(id, timer);
  }

  // One after the other: two writes of one file must not cross.
  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch(this.#options.onBug);
  }

  async #save(id: string): Promise<void> {
    const conversation = this.#options.conversations.get(id);
    if (!conversation || conversation.turns.length === 0 || !this.#options.isKept()) return;
    const known = this.#onDisk.get(id);
    if (known === conversation) return;
    const there = await this.#read(this.#fileOf(id));
    if (there && there.changedAt !== known?.changedAt) await this.#keepBeside(there);
    const { stored, pictures } = toStored(conversation);
    await mkdir(path.join(this.#options.folder, "pictures"), { recursive: true, mode: 0o700 });
    for (const [sha256, bytes] of pictures) {
      if ((await sizeIfThere(this.#pictureFile(sha256))) !== bytes.length) {
        await replaceFile(this.#pictureFile(sha256), bytes);
      }
    }
    await replaceFile(this.#fileOf(id), JSON.stringify(stored));
    this.#onDisk.set(id, conversation);
  }

  /** Keeps what another window has made of a conversation meanwhile as one of its own. */
  async #keepBeside(stored: StoredConversation): Promise<void> {
    const id = randomUUID();
    await replaceFile(this.#fileOf(id), JSON.stringify({ ...stored, id }));
  }

  async #delete(id: string): Promise<void> {
    await rm(this.#fileOf(id), { force: true });
    this.#onDisk.delete(id);
    const left = await this.#readEach();
    // One that nobody can read here may still be read by another version, and its pictures with it.
    if (left.includes(undefined)) return;
    const used = new Set(
      left.flatMap((stored) =>
        (stored?.turns ?? []).flatMap(({ question }) => question.attachments.map(({ sha256 }) => sha256)),
      ),
    );
    const folder = path.join(this.#options.folder, "pictures");
    for (const name of await namesIn(folder)) {
      if (!used.has(name)) await rm(path.join(folder, name), { force: true });
    }
  }

  // A file that cannot be read as a conversation is passed over, and stays for whoever can.
  async #readAll(): Promise<StoredConversation[]> {
    return (await this.#readEach()).filter((stored) => stored !== undefined);
  }

  async #readEach(): Promise<readonly (StoredConversation | undefined)[]> {
    const names = (await namesIn(this.#options.folder)).filter((name) => name.endsWith(".json"));
    return Promise.all(names.map((name) => this.#read(path.join(this.#options.folder, name))));
  }

  async #read(file: string): Promise<StoredConversation | undefined> {
    const text = await readIfThere(file);
    if (!text) return undefined;
    const { storedConversation } = await import("./storedConversation");
    return storedConversation.safeParse(parseJson(text.toString("utf8"))).data;
  }

  #fileOf(id: string): string {
    return path.join(this.#options.folder, `${id}.json`);
  }

  #pictureFile(sha256: string): string {
    return path.join(this.#options.folder, "pictures", sha256);
  }
}

function isSettled({ turns }: Conversation): boolean {
  return turns.length > 0 && turns.every(({ answer }) => answer.kind !== "pending");
}

function textsOf({ title, turns }: Conversation | StoredConversation): string {
  const texts = turns.flatMap(({ question, answer }) => [question.instruction, answer.text]);
  return [title, ...texts].join("\n").toLocaleLowerCase();
}

async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  const fresh = `${file}.${String(process.pid)}.new`;
  await writeFile(fresh, content, { mode: 0o600 });
  await rename(fresh, file);
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch(ifMissing(undefined));
}

async function sizeIfThere(file: string): Promise<number | undefined> {
  return stat(file).then(({ size }) => size, ifMissing(undefined));
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(ifMissing<string[]>([]));
}

function ifMissing<T>(fallback: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === "ENOENT") return fallback;
    throw error;
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // A torn or foreign file: the schema refuses it.
  }
}
